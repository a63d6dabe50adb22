using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// One hyperparameter as kernels see it: points of [0, 1], over which the prior is even. A kernel is a density there, centred at an observed point and as
/// wide as its bandwidth says. Densities of finitely many values are constant over each value's cell.
/// </summary>
internal abstract class KernelDimension(int place, Hyperparameter hyperparameter)
{
    /// <summary>The hyperparameter's place in the space.</summary>
    public int Place { get; } = place;

    /// <summary>Whether some configurations lack the hyperparameter.</summary>
    public bool IsConditional { get; } = hyperparameter.When is not null;

    /// <summary>Whether nearer values are more alike.</summary>
    public abstract bool IsOrdered { get; }

    /// <summary>Whether values are so few that many kernels have the same centre.</summary>
    public abstract bool IsCoarse { get; }

    /// <summary>The bandwidth for observations of this spread, a power of 2 to a sixteenth so that it rarely changes.</summary>
    /// <param name="spread">The observations.</param>
    /// <param name="dimensions">The number of dimensions of the density.</param>
    public double Bandwidth(in Spread spread, int dimensions) =>
        Math.Pow(2, Math.Round(16 * Math.Log2(ExactBandwidth(spread, dimensions))) / 16);

    /// <summary>The density's logarithm at its centre.</summary>
    public abstract double LogPeak(double centre, double bandwidth);

    /// <summary>The logarithm of a kernel's density at <paramref name="x"/>.</summary>
    public abstract double LogDensity(double x, double centre, double bandwidth);

    /// <summary>A draw from a kernel.</summary>
    public abstract double Draw(double centre, double bandwidth, RandomStream random);

    /// <summary>The middle of the cell in which a point lies, where values have cells; else the point.</summary>
    public double Snap(double u) => hyperparameter.Cardinality is null ? u : hyperparameter.ToUnit(hyperparameter.FromUnit(Math.Clamp(u, 0, BelowOne))).Middle;

    /// <summary>The dimension of a hyperparameter.</summary>
    public static KernelDimension Of(int place, Hyperparameter hyperparameter) =>
        hyperparameter.IsOrdered ? new OrderedDimension(place, hyperparameter) : new ChoiceDimension(place, hyperparameter);

    protected const double BelowOne = 1 - (1.0 / (1L << 53));

    protected abstract double ExactBandwidth(in Spread spread, int dimensions);
}
