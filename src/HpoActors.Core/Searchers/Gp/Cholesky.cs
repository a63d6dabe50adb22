namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The Cholesky factor K = LLᵀ of a symmetric positive matrix, its inverse L⁻¹, and one more row to either without starting again. Work is done along rows,
/// where memory is contiguous.
/// </summary>
internal static class Cholesky
{
    /// <summary>Turns the first <paramref name="n"/> rows of K into L.</summary>
    /// <returns>False where K is not positive; then the content is undefined.</returns>
    public static bool Factor(LowerTriangle matrix, int n)
    {
        for (int i = 0; i < n; i++)
        {
            Span<double> row = matrix.Row(i);
            for (int j = 0; j < i; j++)
            {
                Span<double> other = matrix.Row(j);
                row[j] = (row[j] - Vectors.Dot(row[..j], other)) / other[j];
            }

            double rest = row[i] - Vectors.Dot(row[..i], row);
            if (!(rest > 0) || double.IsInfinity(rest))
            {
                return false;
            }

            row[i] = Math.Sqrt(rest);
        }

        return true;
    }

    /// <summary>Writes L⁻¹, which is lower triangular too.</summary>
    public static void Invert(LowerTriangle factor, int n, LowerTriangle inverse)
    {
        for (int i = 0; i < n; i++)
        {
            InvertRow(factor.Row(i), i, inverse);
        }
    }

    /// <summary>Extends L⁻¹ by the row that belongs to one more row of K, at the cost of a product of a matrix and a vector.</summary>
    /// <param name="inverse">L⁻¹ with room for row <paramref name="n"/>.</param>
    /// <param name="n">Its number of rows so far.</param>
    /// <param name="row">Takes the new row of L, with n + 1 elements.</param>
    /// <param name="covariances">The new row of K up to the diagonal, n elements.</param>
    /// <param name="variance">Its element on the diagonal.</param>
    /// <param name="least">What the squared diagonal of L is at least, so that rounding cannot make it zero.</param>
    public static void Extend(LowerTriangle inverse, int n, Span<double> row, ReadOnlySpan<double> covariances, double variance, double least)
    {
        for (int j = 0; j < n; j++)
        {
            row[j] = Vectors.Dot(inverse.Row(j), covariances);
        }

        row[n] = Math.Sqrt(Math.Max(variance - Vectors.Dot(row[..n], row), least));
        InvertRow(row, n, inverse);
    }

    /// <summary>K⁻¹ = L⁻ᵀL⁻¹, its lower half.</summary>
    public static void InverseFromFactor(LowerTriangle inverseFactor, int n, LowerTriangle result)
    {
        for (int i = 0; i < n; i++)
        {
            result.Row(i).Clear();
            ReadOnlySpan<double> row = inverseFactor.Row(i);
            for (int j = 0; j <= i; j++)
            {
                Vectors.AddScaled(row[j], row[..(j + 1)], result.Row(j));
            }
        }
    }

    private static void InvertRow(ReadOnlySpan<double> row, int i, LowerTriangle inverse)
    {
        Span<double> target = inverse.Row(i);
        target.Clear();
        double scale = 1 / row[i];
        for (int k = 0; k < i; k++)
        {
            ReadOnlySpan<double> above = inverse.Row(k);
            Vectors.AddScaled(-row[k] * scale, above, target);
        }

        target[i] = scale;
    }
}
