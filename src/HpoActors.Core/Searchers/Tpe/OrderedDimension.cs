using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using MathNet.Numerics;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// Numbers and ordinals: a normal density, truncated to [0, 1]; of few values the density at each cell's middle, so scaled that the cells' masses sum to 1.
/// </summary>
internal sealed class OrderedDimension : KernelDimension
{
    // More values than this are as good as continuous, at the narrowest bandwidth too.
    private const int MostCells = 128;

    // Under this share of the range kernels are no narrower: finer differences are not what 25 good trials can tell.
    private const double Narrowest = 0.02;

    private const double LogRoot2Pi = 0.91893853320467274178;
    private const double Root2 = 1.4142135623730950488;

    private readonly UnitCell[]? _cells;

    public OrderedDimension(int place, Hyperparameter hyperparameter)
        : base(place, hyperparameter)
    {
        _cells = hyperparameter.Cardinality <= MostCells ? [.. Cells(hyperparameter)] : null;
    }

    public override bool IsOrdered => true;

    public override bool IsCoarse => _cells is not null;

    public override double LogPeak(double centre, double bandwidth)
    {
        if (_cells is null)
        {
            double mass = (SpecialFunctions.Erf((1 - centre) / (bandwidth * Root2)) + SpecialFunctions.Erf(centre / (bandwidth * Root2))) / 2;
            return -Math.Log(bandwidth * mass) - LogRoot2Pi;
        }

        double sum = 0;
        foreach (UnitCell cell in _cells)
        {
            double z = (cell.Middle - centre) / bandwidth;
            sum += cell.Width * Math.Exp(-z * z / 2);
        }

        return -Math.Log(sum);
    }

    public override double LogDensity(double x, double centre, double bandwidth)
    {
        double z = (x - centre) / bandwidth;
        return LogPeak(centre, bandwidth) - (z * z / 2);
    }

    public override double Draw(double centre, double bandwidth, RandomStream random) =>
        Snap(Math.Clamp(TruncatedNormal.Quantile(random.NextDouble(), centre, bandwidth, 0, 1), 0, BelowOne));

    /// <remarks>
    /// Scott's rule over the spread of the observations themselves, as if one more of the prior's spread were among them: kernels narrow down with what is
    /// good, at different speeds in different dimensions. No narrower than half a cell of many equal ones.
    /// </remarks>
    protected override double ExactBandwidth(in Spread spread, int dimensions) =>
        Math.Max(spread.Deviation * Math.Pow(spread.Effective, -1.0 / (dimensions + 4)), _cells is null ? Narrowest : Math.Max(Narrowest, 0.5 / _cells.Length));

    // Values to which the prior gives no mass have no cell.
    private static IEnumerable<UnitCell> Cells(Hyperparameter hyperparameter) =>
        hyperparameter.Grid((int)hyperparameter.Cardinality!.Value).Select(hyperparameter.ToUnit).Where(cell => cell.Width > 0);
}
