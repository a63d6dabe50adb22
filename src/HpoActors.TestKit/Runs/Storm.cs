using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Runs;

/// <summary>
/// All that can happen to trials, at random: several pending, ends in any order, failures, stops, cancellations, values that are no numbers, proposals dropped or
/// replaced by somebody else's, reports, results that change later, results of earlier experiments.
/// </summary>
internal sealed class Storm(SearcherRun run, RandomStream random)
{
    private const int MostPending = 10;

    private static readonly double[] Extremes = [0, 1e300, -1e300, double.Epsilon, double.MaxValue, double.MinValue];

    /// <summary>Goes on until the run has this many trials or the searcher is used up.</summary>
    public void Blow(int trials)
    {
        if (run.Facts.Count == 0 && random.NextInt32(3) == 0)
        {
            for (int i = random.NextInt32(6); i >= 0; i--)
            {
                Configuration known = run.Space.Sample(random);
                run.Know(known, Noisy(known));
            }
        }

        while (run.Next.Value < trials && Step())
        {
        }
    }

    /// <summary>One thing that happens; false where the searcher is used up.</summary>
    public bool Step()
    {
        int dice = random.NextInt32(100);
        switch (dice)
        {
            case < 40 when run.Pending.Count < MostPending:
                return run.AskAndTake();
            case < 45:
                // Dropped: it must leave no trace.
                return run.Ask() is not null;
            case < 50 when run.Pending.Count < MostPending:
                // Somebody else's takes its place: a known point, or the replacement of a duplicate.
                run.Take(run.Space.Sample(random));
                return true;
            case < 60 when run.Pending.Count > 0:
                TrialId reporter = Any(run.Pending);
                run.Report(reporter, 1, Value(reporter));
                return true;
            case < 95 when run.Pending.Count > 0:
                End(Any(run.Pending));
                return true;
            default:
                Again();
                return true;
        }
    }

    private void End(TrialId trial)
    {
        switch (random.NextInt32(20))
        {
            case 0 or 1:
                run.End(trial, TrialState.Failed, double.NaN);
                break;
            case 2:
                run.End(trial, TrialState.Cancelled, random.NextInt32(2) == 0 ? double.NaN : Value(trial));
                break;
            case 3:
                run.End(trial, TrialState.Stopped, Value(trial));
                break;
            default:
                run.End(trial, TrialState.Completed, Value(trial));
                break;
        }
    }

    private void Again()
    {
        TrialId[] completed = [.. run.Facts.Where(f => f.Kind == Core.Searchers.ObservationKind.Ended && f.State == TrialState.Completed && double.IsFinite(f.Value)).Select(f => f.Trial)];
        if (completed.Length > 0)
        {
            TrialId trial = Any(completed);
            run.EndAgain(trial, Noisy(run[trial]));
        }
    }

    private double Value(TrialId trial) => random.NextInt32(16) switch
    {
        0 => double.NaN,
        1 => random.NextInt32(2) == 0 ? double.PositiveInfinity : double.NegativeInfinity,
        2 => Extremes[random.NextInt32(Extremes.Length)],
        _ => Noisy(run[trial]),
    };

    private double Noisy(Configuration configuration) => run.Value(configuration) + (0.01 * random.NextDouble());

    private T Any<T>(IReadOnlyList<T> items) => items[random.NextInt32(items.Count)];
}
