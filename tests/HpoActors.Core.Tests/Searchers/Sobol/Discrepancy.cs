using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.Core.Tests.Searchers.Sobol;

/// <summary>How unevenly points fill the unit cube.</summary>
internal static class Discrepancy
{
    /// <summary>The L2 star discrepancy by Warnock's formula (1972).</summary>
    public static double Of(double[][] points)
    {
        double single = 0;
        double pairs = 0;
        foreach (double[] x in points)
        {
            double product = 1;
            foreach (double u in x)
            {
                product *= (1 - (u * u)) / 2;
            }

            single += product;
            foreach (double[] y in points)
            {
                product = 1;
                for (int d = 0; d < x.Length; d++)
                {
                    product *= 1 - Math.Max(x[d], y[d]);
                }

                pairs += product;
            }
        }

        double n = points.Length;
        return Math.Sqrt(Math.Pow(3, -points[0].Length) - (2 * single / n) + (pairs / (n * n)));
    }

    public static double[][] Points(IPointSequence sequence, long first, int count)
    {
        double[][] points = new double[count][];
        for (int i = 0; i < count; i++)
        {
            points[i] = new double[sequence.Dimensions];
            sequence.Point(first + i, points[i]);
        }

        return points;
    }
}
