using System.Runtime.Intrinsics;
using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Core.Tests.Searchers.Tpe;

public sealed class VectorExpTests
{
    [Fact]
    public void It_agrees_with_the_platform_to_the_last_digits()
    {
        for (double x = -707.9; x < 700; x += 0.0371)
        {
            double expected = Math.Exp(x);

            Assert.InRange(VectorExp.Exp(Vector512.Create(x))[3], expected * (1 - 5e-16), expected * (1 + 5e-16));
        }
    }

    [Theory]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-1e300)]
    [InlineData(-746)]
    public void Far_below_it_is_as_good_as_zero(double x) => Assert.InRange(VectorExp.Exp(Vector512.Create(x))[0], 0, 1e-300);

    [Fact]
    public void Each_of_the_eight_is_its_own()
    {
        Vector512<double> result = VectorExp.Exp(Vector512.Create(0, 1, -1, 2, -2, 0.5, -0.5, -40.0));

        Assert.Equal(1, result[0]);
        Assert.Equal(Math.E, result[1], 15);
        Assert.Equal(Math.Exp(-40), result[7], 1e-32);
    }
}
