using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Experiments;
using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>
/// Runs a recorded experiment again, in virtual time and by the actors that run real ones: trainers ask, report and end at the recorded times with the recorded
/// values, and searcher and scheduler decide anew. They decide as they did in the real run, or the simulation is no image of it.
/// </summary>
/// <remarks>
/// Of a real run that trained packs of more than one shape the record does not say which of them a trainer asked for, so that its order may not come again; record
/// such an experiment with <c>lanes = 1</c>. Nor does it say when a searcher that thinks beside the actors (<c>gp</c>) began to think.
/// </remarks>
public static class ExperimentReplay
{
    // Nobody is lost, and asking again would be one question too many.
    private const string Patient =
        """
        akka.actor.serialize-messages = off
        hpo.trainer { credit = 1, heartbeat-interval = 3650d, lease = 3660d, abandon-after = 3650d }
        """;

    /// <summary>Replays an experiment.</summary>
    /// <param name="spec">What was run.</param>
    /// <param name="facts">All its facts in order, as <see cref="RunOptions.Observer"/> takes them.</param>
    /// <returns>How far the decisions were the same.</returns>
    /// <exception cref="Core.InvalidOptionException">The specification does not fit together.</exception>
    public static ReplayResult Run(ExperimentSpec spec, IReadOnlyList<ExperimentEvent> facts)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(facts);
        spec.Validate();
        ReplayPlan plan = new(facts);
        string[] recorded = [.. facts.Select(DecisionText.Of).OfType<string>()];
        int equal = 0;
        string? different = null;

        // One for each attempt at a time, and some whose questions wait.
        int trainers = plan.MostAtOnce + 2;
        Machine machine = new([.. Enumerable.Range(0, trainers)], 0);
        using SimulatedSystem simulated = new(seed: 1, Patient);
        simulated.Network = new RequestGate(plan, simulated).Arrivals;
        IActorRef guardian = simulated.System.ActorOf(
            HpoGuardian.Props(simulated.Settings, () => machine, (_, trainer) => new ReplayExecutor(simulated, trainer, plan)), "hpo");
        TaskCompletionSource<ExperimentResult> result = new();
        RunOptions options = new() { Trainers = TrainersSpec.Parse($"cpu:0-{trainers - 1}"), Objective = _ => new NoObjective(), Observer = Compare };
        ExperimentSpec replayed = spec with { Scheduler = new ReplayedSchedulerSettings(spec.Scheduler, () => plan.MayProposeAt(simulated.Now)) };
        guardian.Tell(new ExperimentProtocol.Run(replayed, options, result));
        simulated.RunUntil(() => result.Task.IsCompleted || different is not null, plan.End + TimeSpan.FromSeconds(1));
        if (result.Task.IsFaulted)
        {
            result.Task.GetAwaiter().GetResult();
        }

        return new ReplayResult(recorded.Length, equal, equal < recorded.Length ? recorded[equal] : null, different);

        void Compare(ExperimentEvent fact)
        {
            if (different is null && DecisionText.Of(fact) is { } decision)
            {
                if (equal < recorded.Length && recorded[equal] == decision)
                {
                    equal++;
                }
                else
                {
                    different = decision;
                }
            }
        }
    }

    private sealed class NoObjective : IObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => throw new InvalidOperationException("replayed trials go as they were recorded");
    }
}
