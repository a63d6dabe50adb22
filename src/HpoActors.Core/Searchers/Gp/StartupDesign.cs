using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Gp;

/// <summary>
/// The first trials: a Latin hypercube (McKay, Beckman and Conover, 1979), so that every hyperparameter by itself is covered evenly. A trial's place
/// follows from the seed and its id alone, and does not wait for the trials before it.
/// </summary>
/// <remarks>
/// Over twelve test functions the model then found better values within 25 and 50 trials than after independent draws, and after these than after a design of
/// maximum projection, which keeps the points apart.
/// </remarks>
internal sealed class StartupDesign(SearchSpace space, int startup, long seed)
{
    // Other places within the cell, where one is forbidden.
    private const int Attempts = 32;

    /// <summary>A trial's configuration; after the last one of the design comes another design.</summary>
    public Configuration At(TrialId trial, RandomStream random)
    {
        int count = space.Hyperparameters.Count;
        (int design, int member) = Math.DivRem(trial.Value, startup);
        int[] cells = [.. Enumerable.Range(0, count).Select(i => Cell(((long)design * count) + i, member))];
        double[] unit = new double[count];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            for (int i = 0; i < count; i++)
            {
                unit[i] = (cells[i] + random.NextDouble()) / startup;
            }

            if (space.TryDecode(unit) is { } configuration)
            {
                return configuration;
            }
        }

        return space.Sample(random);
    }

    private int Cell(long column, int member)
    {
        int[] cells = [.. Enumerable.Range(0, startup)];
        RandomStream.For(seed, "startup", column).Shuffle(cells.AsSpan());
        return cells[member];
    }
}
