using System.Diagnostics;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Benchmarks.Schedulers;

/// <summary>What a scheduler's decision costs with 100 000 trials in its rungs: all calls of a whole search without actors, for each verdict.</summary>
internal static class VerdictBenchmark
{
    private const int Trials = 100_000;
    private const int Lanes = 1000;
    private const int Epochs = 81;
    private const double MicrosecondsAllowed = 10;
    private const int DefaultRounds = 3;

    private static readonly SchedulerSettings[] Schedulers =
    [
        new AshaSchedulerSettings(),
        new AshaSchedulerSettings(Variant: AshaVariant.Stopping),
        new ShaSchedulerSettings(),
        new HyperbandSchedulerSettings(),
        new PashaSchedulerSettings(),
        new MedianSchedulerSettings(),
        new GuardedSchedulerSettings(new AshaSchedulerSettings(), new GuardOptions { Patience = 5 }),
        new PbtSchedulerSettings { Population = 100 },
        new DehbSchedulerSettings(),
    ];

    public static Task<Report> RunAsync(Arguments arguments)
    {
        int rounds = arguments.Rounds ?? DefaultRounds;
        ExperimentSpec spec = new()
        {
            Name = "verdicts", ObjectiveName = "none", Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)), Budget = new Budget { Trials = Trials, Epochs = Epochs },
        };
        Measurement[] costs = [.. Schedulers.Select(settings =>
        {
            PinnedThread.Run(arguments.Core, () => Cost(settings, spec with { Budget = new Budget { Trials = 2000, Epochs = Epochs } }));
            double[] values = [.. Enumerable.Range(0, rounds).Select(_ => PinnedThread.Run(arguments.Core, () => Cost(settings, spec)))];
            string variant = settings is AshaSchedulerSettings { Variant: AshaVariant.Stopping } ? ", stopping" : settings is GuardedSchedulerSettings ? " with guards" : "";
            return new Measurement(settings.Name + variant, "µs", values);
        })];
        return Task.FromResult(new Report
        {
            Name = "verdicts: what a scheduler's decision costs",
            Compared = [$"{Trials:#,0} trials of at most {Epochs} epochs, {Lanes:#,0} at a time, on one core; all calls of the scheduler divided by its verdicts"],
            Measurements = costs,
            Requirements = [.. costs.Select(cost => Requirement.AtMost(MicrosecondsAllowed, cost, $"{cost.Name}: a verdict in under {MicrosecondsAllowed} µs"))],
        });
    }

    // Lanes are trained in turn to their next milestone; what pauses makes room for what the scheduler lets go on, then for what is new.
    private static double Cost(SchedulerSettings settings, ExperimentSpec spec)
    {
        ITrialScheduler scheduler = settings.Create(spec);
        IProposingScheduler? proposer = scheduler as IProposingScheduler;
        Configuration configuration = new([new("x", HyperparameterValue.Of(0.5))]);
        int trials = spec.Budget.Trials!.Value;
        Queue<(TrialId Trial, int Until)> lanes = new();
        int proposed = 0;
        long verdicts = 0;
        RandomStream random = RandomStream.For(1, "values", 0);
        long start = Stopwatch.GetTimestamp();
        while (true)
        {
            while (lanes.Count < Lanes)
            {
                if (scheduler.Next() is { } decision)
                {
                    verdicts++;
                    if (decision.Verdict.Kind == VerdictKind.Stop)
                    {
                        scheduler.OnEnd(decision.Trial, TrialState.Stopped);
                    }
                    else
                    {
                        scheduler.OnResumed(decision.Trial);
                        lanes.Enqueue((decision.Trial, decision.Verdict.Until));
                    }
                }
                else if (proposed < trials && proposer?.HasRoom != false)
                {
                    TrialId next = new(proposed++);
                    Proposal proposal = proposer?.Propose(next, RandomStream.For(1, "copy", next.Value)) ?? new Proposal(configuration, new Reason("none"));
                    scheduler.OnProposed(next, proposal);
                    lanes.Enqueue((next, scheduler.FirstMilestone(next, proposal.Configuration)));
                    if (proposed == trials)
                    {
                        scheduler.OnLastProposed();
                    }
                }
                else
                {
                    break;
                }
            }

            if (!lanes.TryDequeue(out (TrialId Trial, int Until) lane))
            {
                return Stopwatch.GetElapsedTime(start).TotalMicroseconds / verdicts;
            }

            if (lane.Until >= spec.Budget.Epochs)
            {
                scheduler.OnEnd(lane.Trial, TrialState.Completed);
                continue;
            }

            verdicts++;
            Verdict verdict = scheduler.OnMilestone(lane.Trial, lane.Until, random.NextDouble());
            switch (verdict.Kind)
            {
                case VerdictKind.Continue:
                    lanes.Enqueue((lane.Trial, verdict.Until));
                    break;
                case VerdictKind.Pause:
                    scheduler.OnPaused(lane.Trial);
                    break;
                default:
                    scheduler.OnEnd(lane.Trial, TrialState.Stopped);
                    break;
            }
        }
    }
}
