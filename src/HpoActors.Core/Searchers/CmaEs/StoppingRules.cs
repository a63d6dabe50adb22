namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// When a run of CMA-ES has nothing more to give: the usual rules (Hansen, "The CMA evolution strategy: a tutorial", 2016, appendix B.3), with tolerances for search spaces:
/// below a billionth of the prior's mass a step is lost in rounding.
/// </summary>
internal sealed class StoppingRules
{
    private const double SmallestStep = 1e-9;
    private const double SmallestDifference = 1e-12;
    private const double LargestCondition = 1e14;

    private readonly double[] _best;
    private readonly double[] _worst;

    public StoppingRules(int dimension, int population)
    {
        int generations = 10 + (int)Math.Ceiling(30.0 * dimension / population);
        _best = new double[generations];
        _worst = new double[generations];
    }

    /// <summary>The number of generations seen.</summary>
    public int Generations { get; private set; }

    /// <summary>Takes notice of a generation and says why to stop, or null to go on.</summary>
    /// <param name="strategy">The distribution after its update; null where no coordinate is a number.</param>
    /// <param name="values">The generation's values.</param>
    public string? Check(EvolutionStrategy? strategy, ReadOnlySpan<double> values)
    {
        int slot = Generations++ % _best.Length;
        _best[slot] = double.PositiveInfinity;
        _worst[slot] = double.NegativeInfinity;
        foreach (double value in values)
        {
            _best[slot] = Math.Min(_best[slot], value);
            _worst[slot] = Math.Max(_worst[slot], value);
        }

        if (Generations > _best.Length && IsFlat())
        {
            return "tolfun";
        }

        return strategy is null ? null : OfDistribution(strategy);
    }

    private bool IsFlat()
    {
        double low = _best.Min();
        double high = _worst.Max();
        return low == high || high - low < SmallestDifference * Math.Max(1, Math.Abs(low));
    }

    private static string? OfDistribution(EvolutionStrategy strategy)
    {
        double largest = 0;
        for (int i = 0; i < strategy.Mean.Length; i++)
        {
            largest = Math.Max(largest, Math.Max(strategy.Deviation(i), strategy.Sigma * Math.Abs(strategy.CovariancePath[i])));
        }

        double shortest = double.PositiveInfinity;
        double longest = 0;
        foreach (double length in strategy.AxisLengths)
        {
            shortest = Math.Min(shortest, length);
            longest = Math.Max(longest, length);
        }

        return largest < SmallestStep ? "tolx" : longest * longest > LargestCondition * shortest * shortest ? "condition" : null;
    }
}
