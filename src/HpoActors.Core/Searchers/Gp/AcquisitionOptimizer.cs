using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// Finds where an acquisition function is large: many cheap candidates all over the space and around the best results, then from the best of them a local search, by
/// gradients where the space is continuous or nearly so and one hyperparameter after the other where it is not.
/// </summary>
internal sealed class AcquisitionOptimizer
{
    private const int GlobalCandidates = 512;
    private const int LocalCandidates = 256;
    private const int GlobalStarts = 3;
    private const int LocalStarts = 2;

    // A climb alternates between gradients and single values as long as it gains.
    private const int Rounds = 4;
    private const double LeastGain = 1e-4;
    private const int Evaluations = 40;

    // Up to that many values of a hyperparameter are all tried.
    private const int MostAlternatives = 16;

    private readonly FeatureMap _map;
    private readonly Acquisition _acquisition;
    private readonly RandomStream _random;
    private readonly Neighborhood _neighborhood;
    private readonly double[] _unit;

    public AcquisitionOptimizer(FeatureMap map, Acquisition acquisition, RandomStream random)
    {
        _map = map;
        _acquisition = acquisition;
        _random = random;
        _neighborhood = new Neighborhood(map, random);
        _unit = new double[map.Hyperparameters];
    }

    /// <summary>Candidates, the best first; empty where all that was tried is forbidden.</summary>
    /// <param name="anchors">Points around which to look too, such as the best results; NaN where a configuration lacks a hyperparameter.</param>
    public IReadOnlyList<Candidate> Maximize(IReadOnlyList<double[]> anchors)
    {
        List<Candidate> global = [];
        List<Candidate> local = [];
        double[] point = new double[_map.Hyperparameters];
        for (int i = 0; i < GlobalCandidates; i++)
        {
            _neighborhood.Anywhere(point);
            Collect(point, global);
        }

        foreach (double[] anchor in anchors)
        {
            double[] center = _neighborhood.Complete(anchor);
            Collect(center, local);
            for (int i = 0; i < LocalCandidates / anchors.Count; i++)
            {
                _neighborhood.Near(center, point);
                Collect(point, local);
            }
        }

        List<Candidate> found = [.. Best(global, GlobalStarts).Concat(Best(local, LocalStarts)).Select(Climb), .. global, .. local];
        return [.. found.OrderByDescending(c => c.Value)];
    }

    private static IEnumerable<Candidate> Best(List<Candidate> candidates, int count) => candidates.OrderByDescending(c => c.Value).Take(count);

    private void Collect(double[] point, List<Candidate> candidates)
    {
        if (Evaluate(point) is { } candidate)
        {
            candidates.Add(candidate);
        }
    }

    private Candidate? Evaluate(double[] point)
    {
        double[] features = new double[_map.Dimensions];
        return _map.Place(point, _unit, features) is { } configuration
            ? new Candidate(configuration, [.. point], features, _acquisition.At(features))
            : null;
    }

    private Candidate Climb(Candidate start)
    {
        for (int round = 0; round < Rounds; round++)
        {
            double before = start.Value;
            start = Step(Ascend(start));
            if (!(start.Value > before + LeastGain))
            {
                break;
            }
        }

        return start;
    }

    // By gradients; choices are held, and what has many values is taken as continuous and rounded at the end.
    private Candidate Ascend(Candidate start)
    {
        int[] smooth = [.. Enumerable.Range(0, _map.Dimensions).Where(d => IsSmooth(d) && IsPresent(start, d))];
        if (smooth.Length == 0)
        {
            return start;
        }

        double[] features = [.. start.Features];
        double[] gradient = new double[features.Length];
        double[] x = [.. smooth.Select(d => features[d])];
        double[] low = new double[x.Length];
        double[] high = new double[x.Length];
        Array.Fill(high, 1);
        BoundedLbfgs.Minimize(Descent, x, low, high, Evaluations, gradientTolerance: 1e-3, decreaseTolerance: 1e-5, firstStep: 0.1);
        double[] point = [.. start.Point];
        for (int i = 0; i < x.Length; i++)
        {
            point[_map.PlaceOf(smooth[i])] = x[i];
        }

        return Evaluate(point) is { } end && end.Value > start.Value ? end : start;

        double Descent(ReadOnlySpan<double> at, Span<double> slope)
        {
            for (int i = 0; i < smooth.Length; i++)
            {
                features[smooth[i]] = at[i];
            }

            double value = _acquisition.At(features, gradient);
            for (int i = 0; i < smooth.Length; i++)
            {
                slope[i] = -gradient[smooth[i]];
            }

            return -value;
        }
    }

    // One hyperparameter of few values after the other: all of them, or the nearest.
    private Candidate Step(Candidate start)
    {
        double[] point = [.. start.Point];
        for (int d = 0; d < _map.Dimensions; d++)
        {
            if (_map.Levels[d] is not { } levels || !IsPresent(start, d))
            {
                continue;
            }

            int place = _map.PlaceOf(d);
            double present = start.Features[d];
            foreach (double level in Alternatives(d, levels, present))
            {
                point[place] = level;
                if (level != present && Evaluate(point) is { } candidate && candidate.Value > start.Value)
                {
                    start = candidate;
                }
            }

            point[place] = start.Point[place];
        }

        return start;
    }

    private IEnumerable<double> Alternatives(int dimension, double[] levels, double present)
    {
        if (levels.Length <= MostAlternatives)
        {
            return levels;
        }

        if (_map.IsChoice[dimension])
        {
            return Enumerable.Range(0, MostAlternatives).Select(_ => levels[_random.NextInt32(levels.Length)]);
        }

        int index = Array.BinarySearch(levels, present);
        index = index < 0 ? ~index : index;
        return ((int[])[index - 2, index - 1, index + 1, index + 2]).Where(i => i >= 0 && i < levels.Length).Select(i => levels[i]);
    }

    private bool IsSmooth(int dimension) => !_map.IsChoice[dimension] && !(_map.Levels[dimension]?.Length <= MostAlternatives);

    private bool IsPresent(Candidate candidate, int dimension) => candidate.Configuration.Contains(_map.NameOf(dimension));
}
