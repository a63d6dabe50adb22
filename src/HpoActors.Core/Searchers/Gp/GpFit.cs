namespace HpoActors.Core.Searchers.Gp;

/// <summary>Finds the most probable hyperparameters.</summary>
internal static class GpFit
{
    /// <summary>Fits from each start and keeps the best; the first start where nothing can be evaluated.</summary>
    public static double[] Fit(PointSet points, double[] values, GpPrior prior, IReadOnlyList<double[]> starts, int evaluations)
    {
        MarginalLikelihood likelihood = new(points, values, prior);
        double[]? best = null;
        double least = double.PositiveInfinity;
        foreach (double[] start in starts)
        {
            double[] logs = [.. start];
            double value = BoundedLbfgs.Minimize(
                likelihood.Evaluate, logs, prior.Low, prior.High, evaluations, gradientTolerance: 1e-2, decreaseTolerance: 1e-3, firstStep: 0.5);
            if (value < least)
            {
                (best, least) = (logs, value);
            }
        }

        return best ?? starts[0];
    }
}
