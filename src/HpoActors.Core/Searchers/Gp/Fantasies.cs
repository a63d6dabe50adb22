using HpoActors.Core.Randomness;
using MathNet.Numerics.Distributions;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// Standard normal numbers from which imagined values of pending trials are made: for each trial one from every sixteenth of the distribution, in random order
/// (a Latin hypercube), which a mean over few draws needs.
/// </summary>
internal static class Fantasies
{
    private const int Count = 16;

    /// <summary>A row for each fantasy; a single empty one where nothing is pending.</summary>
    public static double[][] Draw(int pending, RandomStream random)
    {
        if (pending == 0)
        {
            return [[]];
        }

        double[][] normals = [.. Enumerable.Range(0, Count).Select(_ => new double[pending])];
        int[] order = [.. Enumerable.Range(0, Count)];
        for (int p = 0; p < pending; p++)
        {
            random.Shuffle(order.AsSpan());
            for (int s = 0; s < Count; s++)
            {
                normals[s][p] = Normal.InvCDF(0, 1, (order[s] + 0.5) / Count);
            }
        }

        return normals;
    }
}
