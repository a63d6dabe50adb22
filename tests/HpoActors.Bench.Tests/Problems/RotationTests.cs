using HpoActors.Bench.Problems;
using HpoActors.Core.Randomness;

namespace HpoActors.Bench.Tests.Problems;

public sealed class RotationTests
{
    [Fact]
    public void Axes_have_length_one_and_right_angles()
    {
        double[][] axes = Rotation.Orthonormal(6, RandomStream.For(2, "test"));
        for (int i = 0; i < axes.Length; i++)
        {
            for (int j = 0; j < axes.Length; j++)
            {
                Assert.Equal(i == j ? 1 : 0, axes[i].Zip(axes[j], (a, b) => a * b).Sum(), 1e-12);
            }
        }
    }

    [Fact]
    public void The_ellipsoid_rises_by_its_condition_from_one_axis_to_another()
    {
        double[][] axes = Rotation.Orthonormal(3, RandomStream.For(1, "rotation"));
        double[] rises = [.. axes.Select(axis => Rotation.Ellipsoid(3, 1e4)(axis))];
        Assert.Equal([1, 100, 10_000], rises.Select(r => Math.Round(r, 6)));
    }
}
