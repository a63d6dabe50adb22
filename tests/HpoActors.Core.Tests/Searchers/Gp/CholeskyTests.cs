using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Core.Tests.Searchers.Gp;

public sealed class CholeskyTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void The_factor_and_its_inverse_give_the_matrix_and_its_inverse_back(int n)
    {
        double[,] matrix = Positive(n);
        LowerTriangle factor = Lower(matrix, n);
        LowerTriangle inverse = new(n);
        LowerTriangle result = new(n);

        Assert.True(Cholesky.Factor(factor, n));
        Cholesky.Invert(factor, n, inverse);
        Cholesky.InverseFromFactor(inverse, n, result);

        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double product = 0;
                double unit = 0;
                for (int k = 0; k < n; k++)
                {
                    product += At(factor, i, k) * At(factor, j, k);
                    unit += matrix[i, k] * (k <= j ? result.Row(j)[k] : result.Row(k)[j]);
                }

                Assert.Equal(matrix[i, j], product, 1e-10);
                Assert.Equal(i == j ? 1 : 0, unit, 1e-9);
            }
        }
    }

    [Fact]
    public void Extending_is_the_same_as_factoring_again()
    {
        const int Known = 20;
        const int All = 25;
        double[,] matrix = Positive(All);
        LowerTriangle whole = Lower(matrix, All);
        LowerTriangle wholeInverse = new(All);
        Assert.True(Cholesky.Factor(whole, All));
        Cholesky.Invert(whole, All, wholeInverse);
        LowerTriangle factor = Lower(matrix, All);
        LowerTriangle inverse = new(All);
        Assert.True(Cholesky.Factor(factor, Known));
        Cholesky.Invert(factor, Known, inverse);

        for (int n = Known; n < All; n++)
        {
            double[] row = [.. Enumerable.Range(0, n).Select(j => matrix[n, j])];
            Cholesky.Extend(inverse, n, factor.Row(n), row, matrix[n, n], 1e-12);
        }

        for (int i = 0; i < All; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                Assert.Equal(whole.Row(i)[j], factor.Row(i)[j], 1e-11);
                Assert.Equal(wholeInverse.Row(i)[j], inverse.Row(i)[j], 1e-11);
            }
        }
    }

    [Fact]
    public void A_matrix_that_is_not_positive_is_refused()
    {
        LowerTriangle matrix = Lower(new double[,] { { 1, 2 }, { 2, 1 } }, 2);

        Assert.False(Cholesky.Factor(matrix, 2));
    }

    [Fact]
    public void An_extension_that_repeats_a_row_keeps_the_least_diagonal()
    {
        LowerTriangle inverse = new(2);
        inverse.Row(0)[0] = 1;
        double[] row = new double[2];

        Cholesky.Extend(inverse, 1, row, [1.0], 1, 1e-6);

        Assert.Equal(1e-3, row[1], 1e-15);
    }

    private static double At(LowerTriangle matrix, int i, int j) => j <= i ? matrix.Row(i)[j] : 0;

    private static LowerTriangle Lower(double[,] matrix, int n)
    {
        LowerTriangle lower = new(n);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                lower.Row(i)[j] = matrix[i, j];
            }
        }

        return lower;
    }

    // AAᵀ of random numbers, with something on the diagonal.
    private static double[,] Positive(int n)
    {
        RandomStream random = RandomStream.For(3, "matrix", n);
        double[,] a = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                a[i, j] = random.NextDouble() - 0.5;
            }
        }

        double[,] result = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                result[i, j] = (i == j ? 0.5 : 0) + Enumerable.Range(0, n).Sum(k => a[i, k] * a[j, k]);
            }
        }

        return result;
    }
}
