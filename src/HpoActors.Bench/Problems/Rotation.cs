using HpoActors.Core.Randomness;
using HpoActors.Objectives.Function;

namespace HpoActors.Bench.Problems;

/// <summary>Turns coordinates, so that no hyperparameter can be set on its own.</summary>
internal static class Rotation
{
    /// <summary>Σ condition^(i / (n − 1)) · zᵢ², where z is x turned by a fixed random rotation.</summary>
    public static PointFunction Ellipsoid(int dimensions, double condition)
    {
        double[][] axes = Orthonormal(dimensions, RandomStream.For(1, "rotation"));
        double[] weights = [.. Enumerable.Range(0, dimensions).Select(i => Math.Pow(condition, i / (dimensions - 1.0)))];
        return x =>
        {
            double sum = 0;
            for (int i = 0; i < axes.Length; i++)
            {
                double z = Dot(axes[i], x);
                sum += weights[i] * z * z;
            }

            return sum;
        };
    }

    /// <summary>An orthonormal basis by Gram and Schmidt.</summary>
    public static double[][] Orthonormal(int dimensions, RandomStream random)
    {
        double[][] basis = new double[dimensions][];
        for (int i = 0; i < dimensions; i++)
        {
            double[] axis = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextDouble() - 0.5)];
            for (int j = 0; j < i; j++)
            {
                double share = Dot(basis[j], axis);
                for (int k = 0; k < dimensions; k++)
                {
                    axis[k] -= share * basis[j][k];
                }
            }

            double length = Math.Sqrt(Dot(axis, axis));
            basis[i] = Array.ConvertAll(axis, a => a / length);
        }

        return basis;
    }

    private static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }
}
