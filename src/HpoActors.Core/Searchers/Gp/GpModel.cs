using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>Makes the Gaussian process that a search's history calls for.</summary>
/// <remarks>
/// Its hyperparameters are found by a chain of fits to the first 2, 4, … results, each starting from the one before (and, up to 100 results, from the prior, lest it
/// be caught in a poor optimum), and a last short one to all of them. So they follow from the results in their order, whoever asks and when. Where trials
/// failed, the last fit sees them too and starts afresh: the edge of a region that does not work calls for shorter lengthscales than the results beside it.
/// </remarks>
internal sealed class GpModel(FeatureMap map)
{
    // More results do not tell a dozen hyperparameters much more, and the cost of a fit grows with their third power.
    private const int MostFitted = 256;
    private const int MostResults = 400;
    private const int MostFailures = 64;
    private const int MostPending = 64;
    private const int Anchors = 3;

    // In standard deviations above the mean, for results that differ little or not at all.
    private const double LeastFailure = 1;

    private const int ChainEvaluations = 40;

    // With so many results one optimum stands out, and an evaluation costs a millisecond and more.
    private const int ManyResults = 100;
    private const int ChainEvaluationsOfMany = 16;
    private const int LastEvaluations = 12;
    private const int EvaluationsWithFailures = 30;

    private readonly GpPrior _prior = new(map.Dimensions);
    private readonly List<(int Count, double[] Logs)> _chain = [];

    // Found at the first proposal for the results there are.
    private double[]? _logs;

    /// <summary>Forgets what was fitted to results from <paramref name="place"/> on: one there is new or has changed, or a trial failed after those before it.</summary>
    public void Forget(int place)
    {
        _logs = null;
        _chain.RemoveAll(fit => fit.Count > place);
    }

    /// <summary>The process after the results, with the worst value where trials failed and fantasies where they are pending.</summary>
    public GpPosterior Condition(SearchHistory history, RandomStream random)
    {
        double[] logs = _logs ??= Fit(history);
        double[][] pending = [.. history.Pending.TakeLast(MostPending).Select(t => Features(t.Unit))];
        (PointSet points, double[] values) = Points(history.Results, history.Failures, MostResults, pending.Length);
        return new GpPosterior(points, values, logs, pending, Fantasies.Draw(pending.Length, random));
    }

    /// <summary>The points of the best results, around which to look for better ones.</summary>
    public static IReadOnlyList<double[]> Best(ReadOnlySpan<SearchedTrial> results) => [.. results.ToArray().OrderBy(t => t.Value).Take(Anchors).Select(t => t.Unit)];

    private static int Next(int count) => count + Math.Max(2, count / 8);

    private double[] Fit(SearchHistory history)
    {
        if (history.Failures.Length > 0)
        {
            return Fit(history.Results, history.Failures, [_prior.Start()], EvaluationsWithFailures);
        }

        ReadOnlySpan<SearchedTrial> results = history.Results;
        double[] logs = _prior.Start();
        int link = 0;
        for (int count = 2; count < results.Length; count = Next(count), link++)
        {
            if (link == _chain.Count)
            {
                bool isMany = count > ManyResults;
                double[][] starts = link == 0 || isMany ? [logs] : [logs, _prior.Start()];
                _chain.Add((count, Fit(results[..count], [], starts, isMany ? ChainEvaluationsOfMany : ChainEvaluations)));
            }

            logs = _chain[link].Logs;
        }

        return results.Length <= MostFitted ? Fit(results, [], [logs], LastEvaluations) : logs;
    }

    private double[] Fit(ReadOnlySpan<SearchedTrial> results, ReadOnlySpan<SearchedTrial> failures, IReadOnlyList<double[]> starts, int evaluations)
    {
        (PointSet points, double[] values) = Points(results, failures, MostFitted - Math.Min(failures.Length, MostFailures), room: 0);
        return GpFit.Fit(points, values, _prior, starts, evaluations);
    }

    // Some results, then the last failures with the worst value of these.
    private (PointSet Points, double[] Values) Points(ReadOnlySpan<SearchedTrial> results, ReadOnlySpan<SearchedTrial> failures, int most, int room)
    {
        failures = failures[Math.Max(0, failures.Length - MostFailures)..];
        int[] chosen = Subset.Of(results, most);
        PointSet points = new(map.IsChoice, chosen.Length + failures.Length + room);
        double[] values = new double[chosen.Length];
        for (int i = 0; i < chosen.Length; i++)
        {
            points.Add(Features(results[chosen[i]].Unit));
            values[i] = results[chosen[i]].Value;
        }

        foreach (SearchedTrial failure in failures)
        {
            points.Add(Features(failure.Unit));
        }

        double[] scaled = ValueScale.Standardize(values);
        double worst = Math.Max(scaled.Max(), LeastFailure);
        return (points, [.. scaled, .. Enumerable.Repeat(worst, failures.Length)]);
    }

    private double[] Features(double[] unit)
    {
        double[] features = new double[map.Dimensions];
        map.Write(unit, features);
        return features;
    }
}
