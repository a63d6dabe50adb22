namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Weights and learning rates of CMA-ES for a dimension and a population: Table 1 of Hansen, "The CMA evolution strategy: a tutorial" (2016), whose
/// equation numbers stand beside the formulas.
/// </summary>
internal sealed class StrategyParameters
{
    public StrategyParameters(int dimension, int population)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(population, 2);
        double n = dimension;
        Dimension = dimension;
        Population = population;
        int parents = population / 2;
        double[] raw = new double[population];
        for (int i = 0; i < population; i++)
        {
            raw[i] = Math.Log((population + 1) / 2.0) - Math.Log(i + 1);
        }

        (double best, double bestSquares) = Sums(raw.AsSpan(0, parents));
        (double rest, double restSquares) = Sums(raw.AsSpan(parents));
        double effective = best * best / bestSquares;
        double effectiveRest = rest * rest / restSquares;
        EffectiveParents = effective;

        RankOneRate = 2 / (((n + 1.3) * (n + 1.3)) + effective);
        RankMuRate = Math.Min(1 - RankOneRate - 1e-8, 2 * (effective - 2 + (1 / effective)) / (((n + 2) * (n + 2)) + effective)); // (58)
        StepSizeRate = (effective + 2) / (n + effective + 5); // (55)
        StepSizeDamping = 1 + (2 * Math.Max(0, Math.Sqrt((effective - 1) / (n + 1)) - 1)) + StepSizeRate;
        PathRate = (4 + (effective / n)) / (n + 4 + (2 * effective / n)); // (56)
        ExpectedNorm = Math.Sqrt(n) * (1 - (1 / (4 * n)) + (1 / (21 * n * n)));

        // (50) to (53): the worst ones' weights are as large as a positive definite covariance allows.
        double share = RankMuRate > 0
            ? Math.Min(
                Math.Min(1 + (RankOneRate / RankMuRate), 1 + (2 * effectiveRest / (effective + 2))),
                (1 - RankOneRate - RankMuRate) / (n * RankMuRate))
            : 0;
        double positive = raw.Where(w => w > 0).Sum();
        double negative = -raw.Where(w => w < 0).Sum();
        Weights = Array.ConvertAll(raw, w => w >= 0 ? w / positive : share * w / negative);
        MeanWeights = Array.ConvertAll(Weights, w => Math.Max(w, 0));
    }

    /// <summary>n.</summary>
    public int Dimension { get; }

    /// <summary>λ.</summary>
    public int Population { get; }

    /// <summary>w by rank, the best first; those of the better half sum to 1, the others are negative (active covariance update).</summary>
    public double[] Weights { get; }

    /// <summary>The weights with which the mean moves: the positive ones, else 0.</summary>
    public double[] MeanWeights { get; }

    /// <summary>μ_eff, the variance-effective number of parents.</summary>
    public double EffectiveParents { get; }

    /// <summary>c_1.</summary>
    public double RankOneRate { get; }

    /// <summary>c_μ.</summary>
    public double RankMuRate { get; }

    /// <summary>c_σ.</summary>
    public double StepSizeRate { get; }

    /// <summary>d_σ.</summary>
    public double StepSizeDamping { get; }

    /// <summary>c_c.</summary>
    public double PathRate { get; }

    /// <summary>E‖N(0, I)‖, by its series in 1/n.</summary>
    public double ExpectedNorm { get; }

    private static (double Sum, double Squares) Sums(ReadOnlySpan<double> values)
    {
        double sum = 0;
        double squares = 0;
        foreach (double value in values)
        {
            sum += value;
            squares += value * value;
        }

        return (sum, squares);
    }
}
