using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Tests.Statistics;

public sealed class WelchTests
{
    private static readonly double[] Low = [0.12, -0.5, 0.33, 1.1, -0.25, 0.6];
    private static readonly double[] High = [0.9, 1.4, 0.2, 1.15];

    // scipy.stats.ttest_ind(a, b, equal_var=False, alternative="less").pvalue, scipy 1.10.
    [Fact]
    public void Probabilities_are_those_of_scipy()
    {
        Assert.Equal(0.04651854022859988, Welch.OneSided(Low, High), 1e-10);
        Assert.Equal(0.9534814597714001, Welch.OneSided(High, Low), 1e-10);
        Assert.Equal(0.12907828452747344, Welch.OneSided([1e-3, 2e-3, 1.5e-3], [5, 9, 7, 100, 3]), 1e-10);
    }

    [Fact]
    public void Constant_samples_differ_for_certain_or_not_at_all()
    {
        Assert.Equal(0, Welch.OneSided([1, 1], [2, 2, 2]));
        Assert.Equal(1, Welch.OneSided([2, 2, 2], [1, 1]));
        Assert.Equal(1, Welch.OneSided([1, 1], [1, 1]));
    }

    [Fact]
    public void A_single_number_has_no_variance() => Assert.Throws<ArgumentOutOfRangeException>(() => Welch.OneSided([1], [2, 3]));
}
