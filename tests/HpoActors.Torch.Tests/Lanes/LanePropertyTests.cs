using CsCheck;
using HpoActors.Core.Objectives;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>The equality of lanes under random admissions, releases, moves and interruptions.</summary>
public sealed class LanePropertyTests
{
    private static readonly Gen<ModelUnderTest> Models =
        from mlp in Gen.Bool
        from batch in Gen.Int[1, 40]
        from units in Gen.Int[1, 40].Array[1, 3]
        from activation in Gen.OneOf(Gen.Const("tanh"), Gen.Const("relu"))
        from order in Gen.OneOf(Gen.Const("shuffled"), Gen.Const("fixed"))
        select new ModelUnderTest { Kind = mlp ? "mlp" : "softmax", Batch = batch, Units = mlp ? units : [], Activation = activation, Order = order };

    private static readonly Gen<Step[]> Steps = (
        from admitted in Gen.Int[0, 8]
        from trained in Gen.UInt
        from released in Gen.UInt
        from second in Gen.Bool
        from interrupted in Gen.Int[0, 9]
        select new Step(admitted, trained, released, second, interrupted == 0)).Array[1, 6];

    [Fact]
    public void Whatever_comes_and_goes_each_lane_learns_what_it_learns_alone() =>
        Gen.Select(Models, Gen.Bool, Gen.Select(Gen.Double[-3, 0], Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[-1, 0.9]).Array[1, 20], Steps)
            .Sample((model, momentum, points, steps) => Check(model, [.. points.Select((p, i) => ModelUnderTest.Trial(
                i,
                Math.Pow(10, p.Item1),
                momentum ? 0.05 + (0.9 * p.Item2) : 0,
                p.Item3 < 0.5 ? 0 : 0.1 * (p.Item3 - 0.5),
                model.Kind == "mlp" ? Math.Max(0, p.Item4) : 0))], steps), iter: 40, threads: 1);

    private static void Check(ModelUnderTest model, LaneTrial[] trials, Step[] steps)
    {
        ILaneObjective objective = model.Create();
        PackKey key = objective.KeyOf(trials[0].Configuration);
        Dictionary<int, LaneLog> logs = [];
        using LaneRun one = new(objective, key, logs);
        using LaneRun two = new(objective, key, logs);
        Queue<LaneTrial> waiting = new(trials);
        foreach (Step step in steps)
        {
            LaneRun taker = step.Second ? two : one;
            for (int i = 0; i < step.Admitted && waiting.TryDequeue(out LaneTrial? trial); i++)
            {
                taker.Admit(trial);
            }

            foreach (LaneRun run in (LaneRun[])[one, two])
            {
                LaneTrial[] trained = [.. trials.Where(trial => run.Holds(trial) && (step.Trained >> trial.Id & 1) != 0 && !run[trial].Failed)];
                if (trained.Length > 0)
                {
                    Train(run, trained, step.Interrupted);
                }

                LaneTrial[] released = [.. trials.Where(trial => run.Holds(trial) && (step.Released >> trial.Id & 1) != 0)];
                run.Release(released);

                // They come back later, in either session, from their checkpoints.
                foreach (LaneTrial trial in released.Where(trial => !run[trial].Failed))
                {
                    waiting.Enqueue(trial);
                }
            }
        }

        one.Release([.. trials.Where(one.Holds)]);
        two.Release([.. trials.Where(two.Holds)]);
        foreach (LaneTrial trial in trials.Where(trial => logs.ContainsKey(trial.Id)))
        {
            LaneLog.AssertSame(LaneRun.Alone(objective, trial, logs[trial.Id].Reports.Count), logs[trial.Id]);
        }
    }

    private static void Train(LaneRun run, LaneTrial[] trials, bool interrupted)
    {
        if (interrupted)
        {
            // The first pulse of the first pass, so that no epoch of any lane is over.
            Assert.Throws<OperationCanceledException>(() => run.Train(trials, () => throw new OperationCanceledException("interrupted")));
        }

        run.Train(trials);
    }

    /// <summary>What happens between two epochs: admissions to one of two sessions, then training and releases in both; masks are over the trials' numbers.</summary>
    private sealed record Step(int Admitted, uint Trained, uint Released, bool Second, bool Interrupted);
}
