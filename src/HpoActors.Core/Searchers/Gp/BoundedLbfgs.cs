namespace HpoActors.Core.Searchers.Gp;

/// <summary>A function to be minimised.</summary>
/// <param name="x">Where.</param>
/// <param name="gradient">Takes the gradient.</param>
/// <returns>The value; infinity or NaN where the function is not defined.</returns>
internal delegate double Differentiable(ReadOnlySpan<double> x, Span<double> gradient);

/// <summary>
/// Minimises a smooth function in a box: limited-memory BFGS (Liu and Nocedal, 1989) on the coordinates that are not held by a bound, with projected steps that are
/// halved until they go down far enough (Bertsekas, "Projected Newton methods", 1982).
/// </summary>
internal static class BoundedLbfgs
{
    private const int Memory = 8;
    private const double SufficientDecrease = 1e-4;
    private const int MostHalvings = 12;

    /// <summary>Goes down from <paramref name="x"/>, which becomes the best point seen.</summary>
    /// <param name="function">The function.</param>
    /// <param name="x">The start, inside the box.</param>
    /// <param name="low">The lower bounds.</param>
    /// <param name="high">The upper bounds.</param>
    /// <param name="evaluations">How often the function may be evaluated, about.</param>
    /// <param name="gradientTolerance">Ends where no coordinate of the projected gradient is larger.</param>
    /// <param name="decreaseTolerance">Ends where a step gains less.</param>
    /// <param name="firstStep">The longest first step in any coordinate.</param>
    /// <returns>The value at <paramref name="x"/>.</returns>
    public static double Minimize(
        Differentiable function,
        Span<double> x,
        ReadOnlySpan<double> low,
        ReadOnlySpan<double> high,
        int evaluations,
        double gradientTolerance,
        double decreaseTolerance,
        double firstStep)
    {
        int n = x.Length;
        double[] gradient = new double[n];
        double[] next = new double[n];
        double[] nextGradient = new double[n];
        double[] direction = new double[n];
        bool[] free = new bool[n];
        List<(double[] Step, double[] Change, double Curvature)> pairs = [];
        double value = function(x, gradient);
        evaluations--;
        while (evaluations > 0 && double.IsFinite(value))
        {
            double steepest = 0;
            for (int i = 0; i < n; i++)
            {
                free[i] = gradient[i] > 0 ? x[i] > low[i] : x[i] < high[i];
                steepest = free[i] ? Math.Max(steepest, Math.Abs(gradient[i])) : steepest;
            }

            if (!(steepest > gradientTolerance))
            {
                break;
            }

            Descend(gradient, free, pairs, direction);
            double rate = Vectors.Dot(direction, gradient);
            if (!(rate < 0))
            {
                pairs.Clear();
                Descend(gradient, free, pairs, direction);
            }

            double length = pairs.Count > 0 ? 1 : Math.Min(1, firstStep / steepest);
            double nextValue = double.NaN;
            bool accepted = false;
            for (int halving = 0; halving < MostHalvings && evaluations > 0 && !accepted; halving++)
            {
                double gain = 0;
                for (int i = 0; i < n; i++)
                {
                    next[i] = Math.Clamp(x[i] + (length * direction[i]), low[i], high[i]);
                    gain += gradient[i] * (next[i] - x[i]);
                }

                nextValue = function(next, nextGradient);
                evaluations--;
                accepted = nextValue <= value + (SufficientDecrease * gain) && double.IsFinite(nextValue);
                if (!accepted)
                {
                    // The parabola's lowest point, within reason.
                    double curvature = nextValue - value - gain;
                    double ratio = curvature > 0 && double.IsFinite(curvature) ? -gain / (2 * curvature) : 0.25;
                    length *= Math.Clamp(ratio, 0.1, 0.5);
                }
            }

            if (!accepted)
            {
                if (pairs.Count == 0)
                {
                    break;
                }

                pairs.Clear();
                continue;
            }

            Remember(x, next, gradient, nextGradient, pairs);
            double decrease = value - nextValue;
            value = nextValue;
            next.CopyTo(x);
            nextGradient.CopyTo(gradient, 0);
            if (decrease < decreaseTolerance)
            {
                break;
            }
        }

        return value;
    }

    private static void Remember(
        ReadOnlySpan<double> x, double[] next, double[] gradient, double[] nextGradient, List<(double[] Step, double[] Change, double Curvature)> pairs)
    {
        int n = x.Length;
        bool reuse = pairs.Count == Memory;
        (double[] step, double[] change) = reuse ? (pairs[0].Step, pairs[0].Change) : (new double[n], new double[n]);
        for (int i = 0; i < n; i++)
        {
            step[i] = next[i] - x[i];
            change[i] = nextGradient[i] - gradient[i];
        }

        if (reuse)
        {
            pairs.RemoveAt(0);
        }

        // Without curvature along the step the approximation would lose its definiteness.
        double curvature = Vectors.Dot(step, change);
        if (curvature > 1e-10 * Vectors.Dot(change, change))
        {
            pairs.Add((step, change, curvature));
        }
    }

    // The two loops of Nocedal, on the free coordinates.
    private static void Descend(double[] gradient, bool[] free, List<(double[] Step, double[] Change, double Curvature)> pairs, double[] direction)
    {
        for (int i = 0; i < gradient.Length; i++)
        {
            direction[i] = free[i] ? -gradient[i] : 0;
        }

        Span<double> factors = stackalloc double[Memory];
        for (int k = pairs.Count - 1; k >= 0; k--)
        {
            factors[k] = Vectors.Dot(pairs[k].Step, direction) / pairs[k].Curvature;
            Vectors.AddScaled(-factors[k], pairs[k].Change, direction);
        }

        if (pairs.Count > 0)
        {
            (_, double[] change, double curvature) = pairs[^1];
            double scale = curvature / Vectors.Dot(change, change);
            for (int i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (int k = 0; k < pairs.Count; k++)
        {
            double factor = factors[k] - (Vectors.Dot(pairs[k].Change, direction) / pairs[k].Curvature);
            Vectors.AddScaled(factor, pairs[k].Step, direction);
        }

        for (int i = 0; i < direction.Length; i++)
        {
            direction[i] = free[i] ? direction[i] : 0;
        }
    }
}
