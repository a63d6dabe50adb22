namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>
/// Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub and Van Loan, "Matrix computations", section 8.5): for the dimensions of
/// search spaces as fast as other ways, and small eigenvalues keep their digits.
/// </summary>
internal static class SymmetricEigen
{
    private const int MostSweeps = 60;

    // Of the geometric mean of the diagonal entries: what is left moves an eigenvalue by less than its rounding.
    private const double Negligible = 1e-16;

    /// <summary>Takes a matrix apart.</summary>
    /// <param name="matrix">The matrix, n×n by rows; destroyed.</param>
    /// <param name="vectors">Takes the eigenvectors, n×n, one per row.</param>
    /// <param name="values">Takes the eigenvalues, in the rows' order.</param>
    public static void Decompose(Span<double> matrix, Span<double> vectors, Span<double> values)
    {
        int n = values.Length;
        vectors.Clear();
        for (int i = 0; i < n; i++)
        {
            vectors[(i * n) + i] = 1;
        }

        for (int sweep = 0; sweep < MostSweeps && Sweep(matrix, vectors, n); sweep++)
        {
        }

        for (int i = 0; i < n; i++)
        {
            values[i] = matrix[(i * n) + i];
        }
    }

    // One rotation for each pair; false where nothing was left to rotate.
    private static bool Sweep(Span<double> matrix, Span<double> vectors, int n)
    {
        bool rotated = false;
        for (int p = 0; p < n - 1; p++)
        {
            for (int q = p + 1; q < n; q++)
            {
                double off = matrix[(p * n) + q];
                double pp = matrix[(p * n) + p];
                double qq = matrix[(q * n) + q];
                if (Math.Abs(off) <= Negligible * Math.Sqrt(Math.Abs(pp * qq)))
                {
                    continue;
                }

                rotated = true;
                double theta = (qq - pp) / (2 * off);
                double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
                double c = 1 / Math.Sqrt((t * t) + 1);
                Rotate(matrix, vectors, n, p, q, c, t * c);
                matrix[(p * n) + p] = pp - (t * off);
                matrix[(q * n) + q] = qq + (t * off);
                matrix[(p * n) + q] = 0;
                matrix[(q * n) + p] = 0;
            }
        }

        return rotated;
    }

    private static void Rotate(Span<double> matrix, Span<double> vectors, int n, int p, int q, double c, double s)
    {
        Span<double> rowP = matrix.Slice(p * n, n);
        Span<double> rowQ = matrix.Slice(q * n, n);
        for (int k = 0; k < n; k++)
        {
            if (k != p && k != q)
            {
                double a = rowP[k];
                double b = rowQ[k];
                rowP[k] = matrix[(k * n) + p] = (c * a) - (s * b);
                rowQ[k] = matrix[(k * n) + q] = (s * a) + (c * b);
            }
        }

        Span<double> vectorP = vectors.Slice(p * n, n);
        Span<double> vectorQ = vectors.Slice(q * n, n);
        for (int k = 0; k < n; k++)
        {
            double a = vectorP[k];
            double b = vectorQ[k];
            vectorP[k] = (c * a) - (s * b);
            vectorQ[k] = (s * a) + (c * b);
        }
    }
}
