using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// Spreads the first trials: of some configurations drawn from the priors the one that keeps its distance from all others in every single hyperparameter, by the
/// criterion of maximum projection (Joseph, Gul and Ba, "Maximum projection designs for computer experiments", Biometrika 2015).
/// Unlike a sequence of points it sees what others proposed, what conditions leave out and what is forbidden.
/// </summary>
internal sealed class StartupDesign(SearchSpace space, FeatureMap map)
{
    private const int Draws = 32;

    // Two values this close count as equal, and all of a choice's values but one are as far away as they can be.
    private const double Resolution = 1e-3;

    /// <summary>One more configuration.</summary>
    public Configuration Next(SearchHistory history, RandomStream random)
    {
        List<double[]> others = [.. history.Pending.Select(Features)];
        foreach (SearchedTrial result in history.Results)
        {
            others.Add(Features(result));
        }

        foreach (SearchedTrial failure in history.Failures)
        {
            others.Add(Features(failure));
        }

        Configuration best = space.Sample(random);
        double least = double.PositiveInfinity;
        double[] unit = new double[map.Hyperparameters];
        double[] features = new double[map.Dimensions];
        for (int draw = 0; draw < Draws && others.Count > 0; draw++)
        {
            Configuration drawn = draw == 0 ? best : space.Sample(random);
            space.Encode(drawn, unit);
            map.Write(unit, features);
            double crowding = others.Sum(other => Closeness(features, other));
            if (crowding < least)
            {
                (best, least) = (drawn, crowding);
            }
        }

        return best;
    }

    // One over the product of the squared differences.
    private double Closeness(double[] a, double[] b)
    {
        double logarithm = 0;
        for (int d = 0; d < a.Length; d++)
        {
            double difference = map.IsChoice[d] && a[d] != b[d] ? 1 : a[d] - b[d];
            logarithm -= Math.Log((difference * difference) + Resolution);
        }

        return Math.Exp(logarithm);
    }

    private double[] Features(SearchedTrial trial)
    {
        double[] features = new double[map.Dimensions];
        map.Write(trial.Unit, features);
        return features;
    }
}
