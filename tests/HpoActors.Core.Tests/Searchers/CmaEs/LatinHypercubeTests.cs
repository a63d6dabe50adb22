using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class LatinHypercubeTests
{
    [Fact]
    public void Every_coordinate_has_one_point_in_each_stratum()
    {
        LatinHypercube plan = new(3, 10, RandomStream.For(1, "plan"));
        double[][] points = [.. Enumerable.Range(0, 10).Select(i =>
        {
            double[] unit = new double[3];
            plan.Draw(i, RandomStream.For(1, "point", i), unit);
            return unit;
        })];

        for (int d = 0; d < 3; d++)
        {
            Assert.Equal(Enumerable.Range(0, 10), points.Select(p => (int)(p[d] * 10)).Order());
        }

        Assert.NotEqual(points.Select(p => (int)(p[0] * 10)), points.Select(p => (int)(p[1] * 10)));
    }
}
