using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class SymmetricEigenTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(30)]
    public void The_parts_make_the_matrix_again(int n)
    {
        RandomStream random = RandomStream.For(n, "eigen");
        double[] matrix = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                matrix[(i * n) + j] = matrix[(j * n) + i] = random.NextDouble() - 0.5;
            }
        }

        double[] vectors = new double[n * n];
        double[] values = new double[n];
        SymmetricEigen.Decompose([.. matrix], vectors, values);

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double again = Enumerable.Range(0, n).Sum(k => values[k] * vectors[(k * n) + i] * vectors[(k * n) + j]);
                double product = Enumerable.Range(0, n).Sum(k => vectors[(i * n) + k] * vectors[(j * n) + k]);
                Assert.Equal(matrix[(i * n) + j], again, 1e-13);
                Assert.Equal(i == j ? 1 : 0, product, 1e-13);
            }
        }
    }

    [Fact]
    public void Tiny_eigenvalues_keep_their_digits()
    {
        // mpmath.eigsy with 40 digits: 9.9999999999999e-15 and 1.00000000000001.
        double[] values = new double[2];
        SymmetricEigen.Decompose([1, 1e-7, 1e-7, 2e-14], new double[4], values);

        Assert.Equal(9.9999999999999e-15, values.Min(), 1e-28);
        Assert.Equal(1.00000000000001, values.Max(), 1e-15);
    }
}
