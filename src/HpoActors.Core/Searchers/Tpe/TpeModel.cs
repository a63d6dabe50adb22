using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// Two densities over some of a space's dimensions: of the good trials and of all others. Trials keep their number in both, by being added once each.
/// </summary>
internal sealed class TpeModel(IReadOnlyList<KernelDimension> dimensions)
{
    private readonly ParzenEstimator _good = new(dimensions);
    private readonly ParzenEstimator _bad = new(dimensions);

    /// <summary>The dimensions, in the order of a candidate's numbers.</summary>
    public IReadOnlyList<KernelDimension> Dimensions => dimensions;

    /// <summary>Adds a trial: not good as yet.</summary>
    /// <param name="unit">Its point, by place in the space.</param>
    public void Add(ReadOnlySpan<double> unit) => _bad.Append(unit, 1);

    /// <summary>Says what a trial counts for among those that are not good.</summary>
    public void SetBadWeight(int trial, double weight) => _bad.SetWeight(trial, weight);

    /// <summary>Says which trials are good and chooses the bandwidths anew.</summary>
    /// <param name="units">The good trials' points, best first.</param>
    /// <param name="weights">What they count for.</param>
    public void Fit(ReadOnlySpan<double[]> units, ReadOnlySpan<double> weights)
    {
        Spread[] spreads = new Spread[dimensions.Count];
        _good.Clear();
        for (int i = 0; i < units.Length; i++)
        {
            for (int d = 0; d < dimensions.Count; d++)
            {
                if (units[i][dimensions[d].Place] is var x && !double.IsNaN(x))
                {
                    spreads[d].Add(x, weights[i]);
                }
            }
        }

        Spread bad = Spread.Of(_bad.KernelWeight);
        for (int d = 0; d < dimensions.Count; d++)
        {
            // On ordered dimensions one bandwidth for both, so that the ratio compares like with like. What a choice is mixed with goes by each set's size:
            // the many bad trials know better which values are rare among them.
            double bandwidth = dimensions[d].Bandwidth(spreads[d], dimensions.Count);
            _good.SetBandwidth(d, bandwidth);
            _bad.SetBandwidth(d, dimensions[d].IsOrdered ? bandwidth : dimensions[d].Bandwidth(bad, dimensions.Count));
        }

        for (int i = 0; i < units.Length; i++)
        {
            _good.Append(units[i], weights[i]);
        }
    }

    /// <summary>Draws a candidate: each dimension from a good trial of its own that has it, or from the prior.</summary>
    /// <param name="candidate">Takes a number for each dimension.</param>
    /// <param name="unit">Takes the same numbers, by place in the space.</param>
    /// <param name="random">The proposal's stream.</param>
    public void Draw(Span<double> candidate, Span<double> unit, RandomStream random)
    {
        for (int d = 0; d < candidate.Length; d++)
        {
            int kernel = _good.Pick(d, random);
            candidate[d] = kernel < 0 ? dimensions[d].Snap(random.NextDouble())
                : dimensions[d].Draw(_good.Centre(kernel, d), _good.Bandwidth(d), random);
            unit[dimensions[d].Place] = candidate[d];
        }
    }

    /// <summary>How much denser good trials are than the others at each candidate: the logarithm of the ratio.</summary>
    /// <param name="candidates">A number for each dimension of each candidate, NaN for what it lacks.</param>
    /// <param name="scores">Takes the result.</param>
    public void Score(ReadOnlySpan<double> candidates, Span<double> scores)
    {
        Span<double> bad = scores.Length <= 256 ? stackalloc double[scores.Length] : new double[scores.Length];
        _good.LogDensities(candidates, scores);
        _bad.LogDensities(candidates, bad);
        for (int i = 0; i < scores.Length; i++)
        {
            scores[i] -= bad[i];
        }
    }
}
