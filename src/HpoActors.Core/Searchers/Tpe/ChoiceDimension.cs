using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>
/// Choices and bools: each kernel gives one share to its own value and <c>bandwidth</c> shares to every value, its own included. That is even for an
/// infinite bandwidth and fades with the number of observations.
/// </summary>
internal sealed class ChoiceDimension(int place, Hyperparameter hyperparameter) : KernelDimension(place, hyperparameter)
{
    private readonly int _count = (int)hyperparameter.Cardinality!.Value;

    public override bool IsOrdered => false;

    public override bool IsCoarse => true;

    public override double LogPeak(double centre, double bandwidth) => Math.Log(_count * (1 + bandwidth) / (1 + (_count * bandwidth)));

    /// <summary>The logarithm of a kernel's density at every other value.</summary>
    public double LogMiss(double bandwidth) => Math.Log(_count * bandwidth / (1 + (_count * bandwidth)));

    public override double LogDensity(double x, double centre, double bandwidth) => x == centre ? LogPeak(centre, bandwidth) : LogMiss(bandwidth);

    public override double Draw(double centre, double bandwidth, RandomStream random) =>
        random.NextDouble() * (1 + (_count * bandwidth)) < 1 ? centre : Snap(random.NextDouble());

    protected override double ExactBandwidth(in Spread spread, int dimensions) => 1 / (spread.Weight + 1);
}
