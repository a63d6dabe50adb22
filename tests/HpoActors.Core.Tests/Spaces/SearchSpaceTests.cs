using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class SearchSpaceTests
{
    private static readonly SearchSpace Mixed = new(
        new FloatHyperparameter("lr", 1e-4, 1, Scale.Log),
        new IntHyperparameter("layers", 1, 4),
        new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh")),
        new BoolHyperparameter("bias"));

    [Fact]
    public void A_name_stands_once()
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(
            () => new SearchSpace(new BoolHyperparameter("a"), new BoolHyperparameter("b"), new IntHyperparameter("a", 0, 1)));

        Assert.Equal("a: stands twice in the space; each hyperparameter has a name of its own", error.Message);
    }

    [Fact]
    public void Names_differ_by_case() => Assert.Equal(4, new SearchSpace(new BoolHyperparameter("a"), new BoolHyperparameter("A")).Cardinality);

    [Fact]
    public void Samples_lie_in_the_space_in_its_order()
    {
        for (int i = 0; i < 500; i++)
        {
            Configuration sample = Mixed.Sample(RandomStream.For(1, "s", i));
            Assert.True(Mixed.Contains(sample));
            Assert.Equal(["lr", "layers", "act", "bias"], sample.Select(p => p.Key));
        }
    }

    [Fact]
    public void The_same_stream_gives_the_same_sample_and_another_another()
    {
        Assert.Equal(Mixed.Sample(RandomStream.For(3, "s", 5)), Mixed.Sample(RandomStream.For(3, "s", 5)));
        Assert.NotEqual(Mixed.Sample(RandomStream.For(3, "s", 5)), Mixed.Sample(RandomStream.For(3, "s", 6)));
        Assert.NotEqual(Mixed.Sample(RandomStream.For(3, "s", 5)), Mixed.Sample(RandomStream.For(4, "s", 5)));
    }

    // Else a choice added at the end would change the values of those before it.
    [Fact]
    public void Each_hyperparameter_takes_one_number_of_the_stream()
    {
        RandomStream used = RandomStream.For(1, "s");
        Mixed.Sample(used);
        RandomStream counted = RandomStream.For(1, "s");
        for (int i = 0; i < 4; i++)
        {
            counted.NextDouble();
        }

        Assert.Equal(counted.NextUInt64(), used.NextUInt64());
    }

    [Fact]
    public void Contains_asks_for_exactly_the_spaces_names_with_allowed_values()
    {
        Dictionary<string, HyperparameterValue> good = new()
        {
            ["lr"] = HyperparameterValue.Of(0.5),
            ["layers"] = HyperparameterValue.Of(4L),
            ["act"] = HyperparameterValue.Of("tanh"),
            ["bias"] = HyperparameterValue.Of(false),
        };
        Assert.True(Mixed.Contains(new Configuration(good)));
        Assert.True(Mixed.Contains(new Configuration(good.Reverse())));
        Assert.False(Mixed.Contains(new Configuration(good.Skip(1))));
        Assert.False(Mixed.Contains(new Configuration(good.Append(new("extra", HyperparameterValue.Of(1L))))));
        Assert.False(Mixed.Contains(With("lr", HyperparameterValue.Of(1L))));
        Assert.False(Mixed.Contains(With("lr", HyperparameterValue.Of(1.5))));
        Assert.False(Mixed.Contains(With("layers", HyperparameterValue.Of(5L))));
        Assert.False(Mixed.Contains(With("layers", HyperparameterValue.Of(2.0))));
        Assert.False(Mixed.Contains(With("act", HyperparameterValue.Of("gelu"))));
        Assert.False(Mixed.Contains(With("bias", HyperparameterValue.Of("false"))));
        Assert.False(Mixed.Contains(Configuration.Empty));

        Configuration With(string name, HyperparameterValue value) => new(new Dictionary<string, HyperparameterValue>(good) { [name] = value });
    }

    [Fact]
    public void Cardinality_is_the_product()
    {
        Assert.Null(Mixed.Cardinality);
        Assert.Equal(1, new SearchSpace().Cardinality);
        Assert.Equal(
            24,
            new SearchSpace(new IntHyperparameter("a", 1, 4), new BoolHyperparameter("b"), new FloatHyperparameter("c", 0, 1, step: 0.5), new ConstantHyperparameter("d", HyperparameterValue.Of(1L))).Cardinality);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(63, false)]
    [InlineData(64, false)]
    [InlineData(200, false)]
    public void Cardinality_beyond_a_long_is_none(int bits, bool fits) =>
        Assert.Equal(fits ? 1L << bits : null, new SearchSpace(Enumerable.Range(0, bits).Select(i => new BoolHyperparameter($"b{i}"))).Cardinality);

    [Fact]
    public void The_empty_space_has_one_configuration()
    {
        SearchSpace empty = new();

        Assert.Equal(Configuration.Empty, empty.Sample(RandomStream.For(1, "s")));
        Assert.True(empty.Contains(Configuration.Empty));
    }
}
