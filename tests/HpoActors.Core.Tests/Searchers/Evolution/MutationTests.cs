using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Evolution;

public sealed class MutationTests
{
    private static readonly SearchSpace Space = new(
        new IntHyperparameter("layers", 1, 5),
        new ConstantHyperparameter("k", HyperparameterValue.Of(1)),
        new ChoiceHyperparameter("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"), HyperparameterValue.Of("d")),
        new IntHyperparameter("units", 16, 64, Scale.Log) { When = "layers >= 3" });

    [Fact]
    public void What_is_changed_always_has_another_value()
    {
        RandomStream random = RandomStream.For(1, "m");
        double[] child = new double[4];
        Dictionary<string, HashSet<string>> seen = [];
        for (int i = 0; i < 2000; i++)
        {
            Configuration parent = Space.Sample(random);
            double[] unit = new double[4];
            Space.Encode(parent, unit);
            Hyperparameter changed = new Mutation(Space).Mutate(unit, child, random)!;
            Configuration mutant = Space.Decode(child);

            Assert.True(parent.Contains(changed.Name));
            Assert.NotEqual("k", changed.Name);
            Assert.NotEqual(parent[changed.Name], mutant[changed.Name]);
            Assert.All(mutant.Where(p => p.Key != changed.Name && parent.Contains(p.Key)), p => Assert.Equal(parent[p.Key], p.Value));
            seen.TryAdd(changed.Name, []);
            seen[changed.Name].Add(mutant[changed.Name].ToString());
        }

        Assert.Equal(5, seen["layers"].Count);
        Assert.Equal(3, seen["c"].Count);
        Assert.Equal(49, seen["units"].Count);
    }

    [Fact]
    public void A_continuous_value_moves_by_small_and_large_steps_within_the_cube()
    {
        SearchSpace space = new(new FloatHyperparameter("x", 0, 1));
        RandomStream random = RandomStream.For(1, "m");
        double[] child = new double[1];
        double[] steps = new double[2000];
        for (int i = 0; i < steps.Length; i++)
        {
            new Mutation(space).Mutate([0.9], child, random);
            Assert.InRange(child[0], 0, 1);
            steps[i] = Math.Abs(child[0] - 0.9);
        }

        // Log-uniform between 0.01 and 1: half of the steps are below 0.1, those that the range's end turns round included.
        Assert.InRange(steps.Count(s => s < 0.1), 900, 1300);
        Assert.Contains(steps, s => s > 0.7);
    }
}
