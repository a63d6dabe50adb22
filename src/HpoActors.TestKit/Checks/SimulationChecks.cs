using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Searcher;
using HpoActors.TestKit.Checks.Facts;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks;

/// <summary>
/// What holds for every experiment, whatever went wrong on the way, one method for each rule: a method returns where a simulated run kept the rule, and throws a
/// <see cref="ConformanceException"/> with the seed, the fact's number and the trial where it did not. To be called after <see cref="SimulatedExperiment.Run"/>, with facts kept.
/// </summary>
public static class SimulationChecks
{
    // How often the end of an attempt may be told where everything arrives: at once, and again by a heartbeat that crosses the answer.
    private const int MostTold = 3;

    /// <summary>All checks.</summary>
    /// <param name="experiment">The run.</param>
    /// <param name="spec">The experiment as it was meant, where it is not <see cref="SimulatedExperiment.Spec"/>.</param>
    public static void All(SimulatedExperiment experiment, ExperimentSpec? spec = null)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        spec ??= experiment.Spec;
        Walk(experiment, spec).Run(Life(experiment), new BudgetCheck(nameof(Budgets)), new VerdictCheck(nameof(Verdicts), spec), new TrainedCheck(nameof(Trained), experiment.Log));
        Journal(experiment);
        Results(experiment);
        Quiet(experiment);
        NothingLeft(experiment);
    }

    /// <summary>
    /// Every trial lives once and in order: it is proposed once and ends once; attempts follow one another, and epochs from where an attempt began; each milestone is
    /// judged once; nothing of a stale attempt counts; an attempt that failed is tried again as often as the specification says, and no more.
    /// </summary>
    public static void Lives(SimulatedExperiment experiment) => Walk(experiment).Run(Life(experiment));

    /// <summary>Budgets are exact: at no time more epochs used and reserved, or trials proposed, than there are, and exactly so many trials where the experiment ends for that.</summary>
    public static void Budgets(SimulatedExperiment experiment) => Walk(experiment).Run(new BudgetCheck(nameof(Budgets)));

    /// <summary>Every milestone, verdict, resumption and proposal of the scheduler's is what a fresh scheduler says that hears the same facts. Says nothing where the order is strict.</summary>
    public static void Verdicts(SimulatedExperiment experiment) => Walk(experiment).Run(new VerdictCheck(nameof(Verdicts), experiment.Spec));

    /// <summary>
    /// What the facts say is what the trainers did: each epoch was trained before it was reported, by the one trainer that was to, from the checkpoint that it was to go
    /// on from, with that value, and none beyond what was allowed.
    /// </summary>
    public static void Trained(SimulatedExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        Walk(experiment).Run(new TrainedCheck(nameof(Trained), experiment.Log));
    }

    /// <summary>The journal, where it keeps facts, has each that was told, once and in order; and a fresh driver that replays them comes to the end that was told.</summary>
    public static void Journal(SimulatedExperiment experiment)
    {
        (SimulationResult outcome, ExperimentResult result) = OutcomeOf(experiment);
        if (experiment.Cluster.IsDurable)
        {
            ExperimentEvent[] written = [.. experiment.JournalledFacts()];
            int at = written.Zip(outcome.Facts).TakeWhile(pair => Same(pair.First, pair.Second)).Count();
            if (at < written.Length || at < outcome.Facts.Count)
            {
                throw Breach(
                    experiment, nameof(Journal), $"the journal and what was told differ at fact {at}: {written.ElementAtOrDefault(at)}, and {outcome.Facts.ElementAtOrDefault(at)}");
            }
        }

        ExperimentDriver driver = new(experiment.Spec);
        foreach (ExperimentEvent fact in outcome.Facts)
        {
            driver.Replay(fact);
        }

        ExperimentState state = driver.State;
        var replayed = (state.Phase, state.Proposed, state.Completed, state.Stopped, state.Failed, state.Cancelled, state.Best, state.EndReason);
        int CountOf(TrialState of) => result.Counts.GetValueOrDefault(of);
        var told = (result.Phase, result.TrialCount, CountOf(TrialState.Completed), CountOf(TrialState.Stopped), CountOf(TrialState.Failed), CountOf(TrialState.Cancelled),
            result.Best?.Id, result.EndReason);
        if (replayed != told || state.EpochsUsed != outcome.Facts.OfType<Reported>().Count() || state.EpochsReserved != 0)
        {
            throw Breach(experiment, nameof(Journal), $"the facts replay to {replayed} with {state.EpochsUsed} epochs; told was {told}");
        }
    }

    /// <summary>The result is what a fresh leaderboard makes of the facts, and the best trial's trained state, where there is one, is that trial's from its last epoch.</summary>
    public static void Results(SimulatedExperiment experiment)
    {
        (SimulationResult outcome, ExperimentResult result) = OutcomeOf(experiment);
        Leaderboard board = new(experiment.Spec);
        foreach (ExperimentEvent fact in outcome.Facts)
        {
            board.Apply(fact);
        }

        ExperimentResult expected = board.ToResult();
        string[] wanted = [.. expected.Trials.Select(Text)];
        string[] got = [.. result.Trials.Select(Text)];
        int at = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
        if (at < wanted.Length || at < got.Length)
        {
            throw Breach(experiment, nameof(Results), $"by the facts trial {at} is {wanted.ElementAtOrDefault(at)}; told was {got.ElementAtOrDefault(at)}");
        }

        if ((expected.Phase, expected.EndReason, expected.Best?.Id) != (result.Phase, result.EndReason, result.Best?.Id))
        {
            throw Breach(experiment, nameof(Results), $"by the facts the end is {expected.Phase}, {expected.EndReason}, best {expected.Best?.Id}; told was {result.Phase}, {result.EndReason}, {result.Best?.Id}");
        }

        if (result.Best is { } best)
        {
            bool leaves = experiment.Log.Attempts.TryGetValue(new AttemptId(best.Id, best.Attempts), out TrainedAttempt? last) && last.Trial.LeavesState;
            CheckpointId? has = result.BestCheckpoint is { } checkpoint ? SimulatedCheckpoint.Read(checkpoint) : null;
            CheckpointId wants = new(best.Id, best.Reports[^1].Epoch);
            if (leaves && best.State == TrialState.Completed && has != wants)
            {
                throw Breach(experiment, nameof(Results), $"the best trial's trained state is {wants}; told was {has?.ToString() ?? "none"}");
            }
        }
    }

    /// <summary>
    /// Once all is well, nothing goes wrong any more: no attempt that began then loses its trainer, and no end of one is told again and again. Without a plan of faults all is
    /// well from the start.
    /// </summary>
    public static void Quiet(SimulatedExperiment experiment)
    {
        (SimulationResult outcome, ExperimentResult result) = OutcomeOf(experiment);
        if (result.Phase == ExperimentPhase.Failed)
        {
            throw Breach(experiment, nameof(Quiet), $"the experiment failed: {result.EndReason}");
        }

        DateTimeOffset quiet = VirtualTimeScheduler.Start + experiment.QuietFrom;
        Dictionary<AttemptId, DateTimeOffset> started = [];
        for (int i = 0; i < outcome.Facts.Count; i++)
        {
            (AttemptId? lost, TrialFailure? failure) = outcome.Facts[i] switch
            {
                AttemptFailed f => (new AttemptId(f.Trial, f.Attempt), f.Failure),
                TrialEnded f => (new AttemptId(f.Trial, f.Attempt), f.Failure),
                _ => ((AttemptId?)null, (TrialFailure?)null),
            };
            if (outcome.Facts[i] is AttemptStarted start)
            {
                started[new AttemptId(start.Trial, start.Attempt)] = start.At;
            }
            else if (failure is { Kind: FailureKind.TrainerLost } && started[lost!.Value] >= quiet)
            {
                throw Breach(experiment, nameof(Quiet), $"fact {i}: attempt {lost} began when all was well, at {started[lost.Value]:T}, and lost its trainer\n  {outcome.Facts[i]}");
            }
        }

        if (experiment.Log.Attempts.FirstOrDefault(a => a.Value.EndsToldInQuiet > MostTold) is { Value: not null } told)
        {
            throw Breach(experiment, nameof(Quiet), $"the end of attempt {told.Key} was told {told.Value.EndsToldInQuiet} times when all was well; it is not acknowledged");
        }
    }

    /// <summary>Nothing is left behind: no checkpoint, no attempt in a trainer's hands, no thread that trains, no objective that is not let go. Lets half a minute of virtual time pass.</summary>
    public static void NothingLeft(SimulatedExperiment experiment)
    {
        OutcomeOf(experiment);
        if (experiment.CheckpointsAtEnd > 0)
        {
            throw Breach(experiment, nameof(NothingLeft), $"{experiment.CheckpointsAtEnd} checkpoints were kept at the end");
        }

        // Threads that do not come back are abandoned first.
        experiment.Simulated.Run(experiment.Simulated.Settings.AbandonAfter + experiment.Simulated.Settings.HeartbeatInterval);
        TimeSpan from = experiment.Simulated.Now;
        experiment.Simulated.Run(3 * experiment.Simulated.Settings.HeartbeatInterval);
        if (experiment.Log.LastHeld > from)
        {
            throw Breach(experiment, nameof(NothingLeft), "a trainer still speaks of attempts in its hands");
        }

        if (experiment.Trainers.FirstOrDefault(t => !t.IsFree(experiment.Spec.Name)) is { } busy)
        {
            throw Breach(experiment, nameof(NothingLeft), $"the trainer {busy.Name} trains on, or did not let the objective go");
        }
    }

    private static LifeCheck Life(SimulatedExperiment experiment) => new(
        nameof(Lives),
        (attempt, epoch) => experiment.Log.Attempts.TryGetValue(attempt, out TrainedAttempt? trained) && trained.Trial.Reports <= epoch && trained.Trial.Outcome.Failure is null);

    private static FactWalk Walk(SimulatedExperiment experiment, ExperimentSpec? spec = null)
    {
        (SimulationResult outcome, _) = OutcomeOf(experiment);
        return new FactWalk(spec ?? experiment.Spec, outcome.Facts, NameOf(experiment));
    }

    private static (SimulationResult Outcome, ExperimentResult Result) OutcomeOf(SimulatedExperiment experiment)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        SimulationResult outcome = experiment.Outcome ?? throw new InvalidOperationException("the experiment was not run; call Run before the checks");
        return experiment.KeepsFacts ? (outcome, outcome.Result) : throw new InvalidOperationException("the facts were not kept; leave KeepsFacts on");
    }

    private static string NameOf(SimulatedExperiment experiment) =>
        $"seed {experiment.Outcome!.Seed}{(experiment.Faults is { } faults ? $", faults {faults.Seed}" : "")}, {experiment.Spec.Scheduler.Name}";

    private static ConformanceException Breach(SimulatedExperiment experiment, string check, string problem) => new(check, $"{NameOf(experiment)}: {problem}");

    private static bool Same(ExperimentEvent first, ExperimentEvent second) => first.Equals(second);

    private static string Text(TrialResult trial) =>
        $"{trial.Id} {trial.State} {trial.Configuration} {trial.Reason} {trial.Value:R} attempt {trial.Attempts} at {trial.Trainer}, {trial.Failure}: "
        + string.Join(' ', trial.Reports.Select(r => $"{r.Epoch} {r.Metrics}"));
}
