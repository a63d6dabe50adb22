using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;

namespace HpoActors.TestKit;

/// <summary>
/// Random search spaces: every kind of hyperparameter, scale, step and prior, awkward ranges, nested conditions with and, or and not on parents of any kind,
/// forbidden clauses that take up to half of the space. The same key gives the same space on any machine.
/// </summary>
public static class SpaceGenerator
{
    // A clause has to take something, and all of them together leave about half.
    private const double LeastForbidden = 0.02;
    private const double MostForbidden = 0.5;
    private const int Probes = 100;

    /// <summary>The space number <paramref name="index"/> of a seed: one to eight hyperparameters, seldom up to sixteen.</summary>
    public static SearchSpace Space(long seed, long index = 0)
    {
        RandomStream random = RandomStream.For(seed, "space-generator", index);
        int count = random.NextInt32(20) == 0 ? 9 + random.NextInt32(8) : 1 + random.NextInt32(8);
        return Of(random, count, HyperparameterGenerator.Next);
    }

    /// <summary>The finite space number <paramref name="index"/> of a seed: one to five hyperparameters of at most four values each.</summary>
    public static SearchSpace FiniteSpace(long seed, long index = 0)
    {
        RandomStream random = RandomStream.For(seed, "finite-space-generator", index);
        return Of(random, 1 + random.NextInt32(5), HyperparameterGenerator.NextFinite);
    }

    /// <summary>The hyperparameter number <paramref name="index"/> of a seed, of any kind.</summary>
    public static Hyperparameter Hyperparameter(long seed, long index = 0) =>
        HyperparameterGenerator.Next(RandomStream.For(seed, "hyperparameter-generator", index), "x");

    private static SearchSpace Of(RandomStream random, int count, Func<RandomStream, string, Hyperparameter> next)
    {
        bool conditional = random.NextInt32(2) == 0;
        List<Hyperparameter> hyperparameters = [];
        for (int i = 0; i < count; i++)
        {
            Hyperparameter hyperparameter = next(random, $"{Prefix(random)}{i}");
            bool child = conditional && i > 0 && random.NextInt32(2) == 0;
            hyperparameters.Add(child ? hyperparameter with { When = ConditionGenerator.Next(random, hyperparameters) } : hyperparameter);
        }

        // Children may stand before their parents.
        Hyperparameter[] order = [.. hyperparameters];
        if (random.NextInt32(3) == 0)
        {
            random.Shuffle<Hyperparameter>(order);
        }

        return random.NextInt32(2) == 0 ? new SearchSpace(order) : Forbidding(random, order);
    }

    private static string Prefix(RandomStream random)
    {
        string[] prefixes = ["x", "units_", "learning-rate", "a.b", "größe"];
        return prefixes[random.NextInt32(prefixes.Length)];
    }

    private static SearchSpace Forbidding(RandomStream random, Hyperparameter[] hyperparameters)
    {
        SearchSpace space = new(hyperparameters);
        List<Configuration> allowed = [.. Enumerable.Range(0, Probes).Select(_ => space.Sample(random))];
        List<Condition> clauses = [];
        int wanted = 1 + random.NextInt32(3);
        for (int attempt = 0; attempt < 8 && clauses.Count < wanted; attempt++)
        {
            Condition clause = ConditionGenerator.Next(random, hyperparameters);
            List<Configuration> left = AllowedBy(clause, hyperparameters, allowed);
            if (allowed.Count - left.Count >= LeastForbidden * Probes && left.Count >= (1 - MostForbidden) * Probes)
            {
                clauses.Add(clause);
                allowed = left;
            }
        }

        return new SearchSpace(hyperparameters, clauses);
    }

    // A hyperparameter that exists where the clause holds is what the other configurations do not lack.
    private static List<Configuration> AllowedBy(Condition clause, Hyperparameter[] hyperparameters, List<Configuration> configurations)
    {
        SearchSpace probe = new([.. hyperparameters, new BoolHyperparameter("forbidden") { When = clause }]);
        return [.. configurations.Where(probe.Contains)];
    }
}
