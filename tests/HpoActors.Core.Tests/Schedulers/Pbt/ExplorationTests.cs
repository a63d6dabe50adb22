using CsCheck;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Pbt;

public sealed class ExplorationTests
{
    private static readonly PbtSchedulerSettings Moves = new() { Resample = 0 };

    private static readonly SearchSpace Mixed = new(
        [
            new FloatHyperparameter("rate", 1e-5, 1, Scale.Log),
            new IntHyperparameter("layers", 1, 4),
            new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh"), HyperparameterValue.Of("gelu")),
            new BoolHyperparameter("bias"),
            new IntHyperparameter("units_2", 16, 256, Scale.Log) { When = "layers >= 2" },
            new FloatHyperparameter("slope", 0, 1, step: 0.1) { When = "act == relu && bias" },
            new OrdinalHyperparameter("size", HyperparameterValue.Of(16), HyperparameterValue.Of(32), HyperparameterValue.Of(64)),
        ],
        ["act == tanh && layers > 2", "slope > 0.7", "rate > 0.5 && size == 64"]);

    [Fact]
    public void Every_copy_is_in_the_space_and_keeps_what_may_not_change() => Gen.Select(Gen.Int[0, 999], Gen.Bool.Array[7], Gen.Double[0, 1], (seed, which, resample) => (seed, which, resample)).Sample(x =>
    {
        int[] mutable = [.. Enumerable.Range(0, 7).Where(i => x.which[i])];
        Exploration exploration = new(Mixed, mutable, new PbtSchedulerSettings { Resample = x.resample });
        RandomStream random = RandomStream.For(x.seed, "test");
        Configuration origin = Mixed.Sample(random);
        Configuration copy = exploration.Explore(origin, random);

        Assert.Null(Mixed.Problem(copy));
        foreach ((string name, HyperparameterValue value) in origin)
        {
            int place = Mixed.Hyperparameters.Index().Single(h => h.Item.Name == name).Index;
            Assert.True(mutable.Contains(place) || !copy.TryGet(name, out HyperparameterValue kept) || kept == value);
        }
    });

    [Fact]
    public void Any_number_stays_within_its_bounds_and_on_its_step() => Gen.Select(SpaceGen.Numeric, SpaceGen.Unit, Gen.Double[0.01, 10]).Sample((hyperparameter, u, factor) =>
    {
        SearchSpace space = new(hyperparameter);
        Exploration exploration = new(space, [0], new PbtSchedulerSettings { Resample = 0, Factors = [factor] });

        Assert.Null(space.Problem(exploration.Explore(space.Decode([u]), RandomStream.For(1, "test"))));
    });

    [Theory]
    [InlineData("rate", 0.5, 0.8, "0.4")]
    [InlineData("rate", 0.5, 1.2, "0.6")]
    [InlineData("rate", 0.9, 1.2, "1")]
    [InlineData("coarse", 0.5, 1.2, "0.6")]
    [InlineData("coarse", 0.1, 1.2, "0.2")]
    [InlineData("coarse", 0.0, 0.8, "0")]
    [InlineData("n", 10, 0.8, "8")]
    [InlineData("n", 2, 1.2, "3")]
    [InlineData("n", 1, 0.8, "1")]
    [InlineData("even", 98, 1.2, "98")]
    [InlineData("even", 10, 0.8, "8")]
    [InlineData("size", 32, 0.8, "16")]
    [InlineData("size", 32, 1.2, "64")]
    [InlineData("size", 64, 1.2, "64")]
    public void A_value_moves_by_the_factor(string name, double from, double factor, string to)
    {
        Hyperparameter hyperparameter = name switch
        {
            "rate" => new FloatHyperparameter(name, 1e-4, 1, Scale.Log),
            "coarse" => new FloatHyperparameter(name, 0, 1, step: 0.1),
            "n" => new IntHyperparameter(name, 1, 100),
            "even" => new IntHyperparameter(name, 2, 99, step: 2),
            _ => new OrdinalHyperparameter(name, HyperparameterValue.Of(16), HyperparameterValue.Of(32), HyperparameterValue.Of(64)),
        };
        HyperparameterValue value = hyperparameter is FloatHyperparameter ? HyperparameterValue.Of(from) : HyperparameterValue.Of((long)from);
        Exploration exploration = new(new SearchSpace(hyperparameter), [0], Moves with { Factors = [factor] });

        Assert.Equal(to, exploration.Explore(new Configuration([new(name, value)]), RandomStream.For(1, "test"))[name].ToString());
    }

    [Fact]
    public void A_choice_changes_only_by_being_drawn()
    {
        SearchSpace space = new(new ChoiceHyperparameter("c", [.. Enumerable.Range(0, 50).Select(i => HyperparameterValue.Of(i))]));
        Configuration origin = space.Decode([0.5]);

        Assert.Equal(origin, new Exploration(space, [0], Moves).Explore(origin, RandomStream.For(1, "test")));
        Assert.NotEqual(origin, new Exploration(space, [0], Moves with { Resample = 1 }).Explore(origin, RandomStream.For(1, "test")));
    }

    [Fact]
    public void Where_all_around_is_forbidden_the_copy_is_a_plain_one()
    {
        SearchSpace space = new([new IntHyperparameter("n", 0, 2)], ["n == 0 || n == 2"]);
        Configuration only = space.Decode([0.5]);

        Assert.Equal(only, new Exploration(space, [0], Moves).Explore(only, RandomStream.For(1, "test")));
    }
}
