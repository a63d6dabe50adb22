using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.De;

/// <summary>
/// Mutation and binomial crossover in the unit cube. A coordinate beyond the cube's edge falls between the target's and the edge; a choice or bool, whose values
/// have no differences, has a fresh value with the factor as probability where the two members of the difference disagree, else the base's.
/// </summary>
/// <param name="space">The space.</param>
/// <param name="factor">How much of the difference is added.</param>
/// <param name="crossover">The share of coordinates that a child has from the mutant; one it has always.</param>
internal sealed class DeVariation(SearchSpace space, double factor, double crossover)
{
    private readonly int[] _searched = [.. space.Searched];

    /// <summary>The target, crossed with the mutant <paramref name="start"/> + factor · (<paramref name="plus"/> − <paramref name="minus"/>).</summary>
    public double[] Child(double[] target, double[] start, double[] plus, double[] minus, RandomStream random)
    {
        double[] unit = [.. target];
        int always = _searched[random.NextInt32(_searched.Length)];
        foreach (int i in _searched)
        {
            if (random.NextDouble() >= crossover && i != always)
            {
                continue;
            }

            unit[i] = space.Hyperparameters[i].IsOrdered
                ? Bounded(start[i] + (factor * (plus[i] - minus[i])), target[i], random)
                : Chosen(space.Hyperparameters[i], start[i], plus[i], minus[i], random);
        }

        return unit;
    }

    private static double Bounded(double mutant, double target, RandomStream random) => mutant switch
    {
        < 0 => target * random.NextDouble(),
        > 1 => target + ((1 - target) * random.NextDouble()),
        _ => mutant,
    };

    private double Chosen(Hyperparameter hyperparameter, double start, double plus, double minus, RandomStream random) =>
        hyperparameter.FromUnit(plus) != hyperparameter.FromUnit(minus) && random.NextDouble() < factor ? random.NextDouble() : start;
}
