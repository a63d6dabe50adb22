using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Searcher;

namespace HpoActors.TestKit.Simulation.Faults;

/// <summary>Has a simulated experiment go wrong as a plan says.</summary>
internal sealed class FaultInjector
{
    private readonly FaultPlan _plan;
    private readonly SimulatedExperiment _experiment;
    private readonly CheckpointShelf _checkpoints;
    private readonly FaultyNetwork _network;
    private readonly RandomStream _draw;

    /// <summary>Puts the plan in force.</summary>
    public FaultInjector(FaultPlan plan, SimulatedExperiment experiment, CheckpointShelf checkpoints)
    {
        _plan = plan;
        _experiment = experiment;
        _checkpoints = checkpoints;
        _network = new FaultyNetwork(plan);
        _draw = RandomStream.For(plan.Seed, "faults");
        Every(plan.TrainersDieEvery, () => AnyTrainer().Kill());
        Every(plan.NodesDieEvery, () => experiment.KillNode(AnyTrainer().Node));
        Every(plan.TrainersFallSilentEvery, () => _network.Silence(AnyTrainer().Ref, Now + (_draw.NextDouble() * plan.LongestSilence)));
        Every(plan.SearcherDiesEvery, () => experiment.Simulated.System.ActorSelection("/user/hpo/*/searcher").Tell(Kill.Instance, ActorRefs.NoSender));
        Every(plan.CheckpointsLostEvery, LoseCheckpoint);
        if (plan.FailedWrites > 0 || plan.SlowWrites > 0)
        {
            experiment.Simulated.Store.Writing = Write;
        }
    }

    private TimeSpan Now => _experiment.Simulated.Now;

    /// <summary>When a message's copies arrive, from now.</summary>
    public IReadOnlyList<TimeSpan> Arrivals(in SimulatedMessage message) => _network.Arrivals(message, Now);

    /// <summary>How an attempt goes that would go as <paramref name="trial"/> says.</summary>
    public SimulatedTrial Fate(Assignment assignment, SimulatedTrial trial)
    {
        if (Now >= _plan.Until || (_plan.FailingAttempts == 0 && _plan.HangingAttempts == 0))
        {
            return trial;
        }

        RandomStream draw = RandomStream.For(_plan.Seed, "attempt", ((long)assignment.Trial.Value << 32) | (uint)assignment.Attempt.Attempt);
        double fate = draw.NextDouble();
        int reports = assignment.FirstEpoch - 1 + draw.NextInt32(3);
        if (fate < _plan.FailingAttempts)
        {
            Func<int, double> value = trial.Value;
            return draw.NextInt32(7) switch
            {
                0 => trial with { Reports = reports, Outcome = TrialOutcome.Failed(FailureKind.UserError, "a fault") },
                1 or 2 => trial with { Reports = reports, Outcome = TrialOutcome.Failed(FailureKind.OutOfMemory, "a fault") },
                3 => trial with { Value = epoch => epoch > reports ? double.NaN : value(epoch) },
                4 => trial with { Reports = assignment.FirstEpoch - 1 },

                // It goes wrong only where it lets go: in a pause that costs the checkpoint.
                5 => trial with { Outcome = TrialOutcome.Failed(FailureKind.OutOfMemory, "a fault at the end") },
                _ => trial with { CancelTime = TimeSpan.FromSeconds(3) },
            };
        }

        return fate < _plan.FailingAttempts + _plan.HangingAttempts
            ? trial with { Reports = reports, Hangs = true, CancelTime = draw.NextInt32(2) == 0 ? null : TimeSpan.FromSeconds(3) }
            : trial;
    }

    // Again and again, at times that do not remember each other.
    private void Every(TimeSpan? mean, Action fault)
    {
        if (mean is not { } time)
        {
            return;
        }

        TimeSpan delay = TimeSpan.FromTicks(1 + (long)(time.Ticks * -Math.Log(1 - _draw.NextDouble())));
        if (Now + delay < _plan.Until)
        {
            _experiment.Simulated.After(delay, () =>
            {
                fault();
                Every(mean, fault);
            });
        }
    }

    private SimulatedTrainer AnyTrainer() => _experiment.Trainers[_draw.NextInt32(_experiment.Trainers.Count)];

    private void LoseCheckpoint()
    {
        CheckpointId[] names = [.. _checkpoints.Names.OrderBy(id => id.Trial).ThenBy(id => id.Epoch)];
        if (names.Length > 0)
        {
            _checkpoints.Remove(names[_draw.NextInt32(names.Length)]);
        }
    }

    private WriteOutcome Write(SimulatedWrite write)
    {
        if (Now >= _plan.Until)
        {
            return WriteOutcome.AtOnce;
        }

        TimeSpan delay = _draw.NextDouble() < _plan.SlowWrites ? TimeSpan.FromSeconds(3 * _draw.NextDouble()) : TimeSpan.Zero;
        WriteKind kind = _draw.NextDouble() >= _plan.FailedWrites ? WriteKind.Written : _draw.NextInt32(3) switch
        {
            0 => WriteKind.Failed,
            1 => WriteKind.WrittenButFailed,
            _ => WriteKind.Refused,
        };
        return new WriteOutcome(kind, delay);
    }
}
