using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Evolution;

/// <summary>
/// Changes one hyperparameter that a configuration has. One with an order moves up or down by a share of the prior's mass between a hundredth and all of it,
/// small steps as likely as large ones (log-uniform), counted from the edge of the value's cell; where the range ends before that, the other way, and where
/// it does on both sides, to any other value. A choice or bool takes another value.
/// What the change brings into existence is drawn from its prior.
/// </summary>
internal sealed class Mutation(SearchSpace space)
{
    private const double SmallestStep = 0.01;

    private readonly IReadOnlyList<Hyperparameter> _hyperparameters = space.Hyperparameters;

    /// <summary>Writes a mutant of a point of the unit cube.</summary>
    /// <param name="parent">The point; NaN for what the configuration lacks.</param>
    /// <param name="child">Takes the mutant, a number for each hyperparameter.</param>
    /// <param name="random">Where the change comes from.</param>
    /// <returns>What was changed, or null where there is nothing to change.</returns>
    public Hyperparameter? Mutate(ReadOnlySpan<double> parent, Span<double> child, RandomStream random)
    {
        int mutable = 0;
        for (int i = 0; i < parent.Length; i++)
        {
            mutable += IsMutable(i, parent) ? 1 : 0;
            child[i] = double.IsNaN(parent[i]) ? random.NextDouble() : parent[i];
        }

        if (mutable == 0)
        {
            return null;
        }

        int which = random.NextInt32(mutable);
        int changed = 0;
        while (!IsMutable(changed, parent) || which-- > 0)
        {
            changed++;
        }

        Hyperparameter hyperparameter = _hyperparameters[changed];
        UnitCell cell = hyperparameter.Cardinality is null
            ? new UnitCell(parent[changed], parent[changed])
            : hyperparameter.ToUnit(hyperparameter.FromUnit(parent[changed]));
        child[changed] = hyperparameter.IsOrdered ? Moved(cell, random) : Other(cell, random);
        return hyperparameter;
    }

    private bool IsMutable(int i, ReadOnlySpan<double> parent) => !double.IsNaN(parent[i]) && _hyperparameters[i].Cardinality != 1;

    private static double Moved(UnitCell cell, RandomStream random)
    {
        double step = Math.Pow(SmallestStep, random.NextDouble());
        bool isDownFirst = random.NextDouble() < 0.5;
        double down = cell.Low - step;
        double up = cell.High + step;
        return isDownFirst && down >= 0 ? down : up <= 1 ? up : down >= 0 ? down : Other(cell, random);
    }

    // Any number outside the value's cell.
    private static double Other(UnitCell cell, RandomStream random)
    {
        double u = random.NextDouble() * (1 - cell.Width);
        return u < cell.Low ? u : u + cell.Width;
    }
}
