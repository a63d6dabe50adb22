using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>Draws points of the unit cube, anywhere or near another one.</summary>
internal sealed class Neighborhood(FeatureMap map, RandomStream random)
{
    // Radii of neighbourhoods are spread evenly over these orders of magnitude.
    private const double LargestRadius = 0.3;
    private const double Decades = 2.5;

    /// <summary>A point drawn evenly, and so from the priors.</summary>
    public void Anywhere(Span<double> point)
    {
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = random.NextDouble();
        }
    }

    /// <summary>A point with numbers also for hyperparameters that the configuration lacks, should they come into being.</summary>
    public double[] Complete(ReadOnlySpan<double> unit)
    {
        double[] point = unit.ToArray();
        for (int i = 0; i < point.Length; i++)
        {
            point[i] = double.IsNaN(point[i]) ? random.NextDouble() : point[i];
        }

        return point;
    }

    /// <summary>A point that differs from <paramref name="center"/> in at least one dimension, in one or in all with any share between.</summary>
    public void Near(ReadOnlySpan<double> center, Span<double> point)
    {
        center.CopyTo(point);
        double radius = LargestRadius * Math.Pow(10, -Decades * random.NextDouble());
        double share = random.NextDouble();
        int always = random.NextInt32(map.Dimensions);
        for (int d = 0; d < map.Dimensions; d++)
        {
            if (d != always && random.NextDouble() >= share)
            {
                continue;
            }

            int place = map.PlaceOf(d);
            if (map.IsChoice[d])
            {
                point[place] = random.NextDouble();
                continue;
            }

            // At least as far as the next value, where there are few; the triangular distribution favours what is near.
            double reach = map.Levels[d] is { } levels ? Math.Max(radius, 1.5 / levels.Length) : radius;
            double by = random.NextDouble() + random.NextDouble() - 1;
            point[place] = Math.Clamp(point[place] + (2 * reach * by), 0, 1);
        }
    }
}
