using HpoActors.Core.Spaces;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Tests.Spaces.Binding;

/// <summary>Whether every configuration of a space that was written elsewhere can be bound.</summary>
public sealed class SpaceCheckTests
{
    [Fact]
    public void A_types_own_space_passes() => ConfigurationBinder.For<Config>().Check(SearchSpace.Of<Config>());

    [Fact]
    public void Ranges_conditions_and_kinds_may_be_others_as_long_as_each_value_can_be_bound()
    {
        SearchSpace space = SearchSpace.Build(s => s
            .Choice("rate", [5, 7]).Int("layers", -100, 100).Constant("activation", "relu").Choice("optimizer", ["rms-prop"]).Bool("bias", when: "layers > 7").Int("epochs", 1, 9));
        ConfigurationBinder.For<Config>().Check(space);
        Assert.Equal(new Config(7, 100, "relu", Optimizer.RmsProp, true), space.Decode([0.9, 1, 0, 0, 0.9, 0]).As<Config>());
        Assert.Equal(new Config(7, 3, "relu", Optimizer.RmsProp, null), space.Decode([0.9, 0.515, 0, 0, 0.9, 0]).As<Config>());
    }

    [Fact]
    public void What_has_a_default_may_be_missing()
    {
        SearchSpace space = SearchSpace.Build(s => s.Float("x", 0, 1));
        ConfigurationBinder.For<WithDefault>().Check(space);
        Assert.Equal(0.25, space.Decode([0.25]).As<WithDefault>().X);
        Assert.Equal(32, space.Decode([0.25]).As<WithDefault>().Batch);
    }

    [Theory]
    [InlineData("layers", "space: lacks layers, which Config.Layers needs")]
    [InlineData("bias", null)]
    public void What_is_missing_is_named(string left, string? error)
    {
        SearchSpace space = new(SearchSpace.Of<Config>().Hyperparameters.Where(h => h.Name != left).Select(h => h with { When = null }));
        Assert.Equal(error, Record.Exception(() => ConfigurationBinder.For<Config>().Check(space))?.Message);
    }

    [Fact]
    public void What_does_not_fit_is_named()
    {
        Refused(s => s.Bool("biass"), "space.biass: is no member of Config; did you mean 'bias'?; it has rate, layers, activation, optimizer, bias");
        Refused(s => s.Float("layers", 1, 3), "space.layers: may be 1, but Config.Layers is of type int");
        Refused(s => s.Int("layers", 1, 1L << 40), "space.layers: may be 1099511627776, but Config.Layers is of type int");
        Refused(s => s.Choice("rate", ["a"]), "space.rate: may be a, but Config.Rate is of type double");
        Refused(s => s.Choice("activation", ["relu", "gelu"]), "space.activation: may be gelu, but Config.Activation is choice of tanh, relu");
        Refused(s => s.Choice("activation", [1, 2]), "space.activation: may be 1, but Config.Activation is of type string");
        Refused(s => s.Choice("optimizer", ["sgd", "adam"]), "space.optimizer: may be adam, but Config.Optimizer is of type Optimizer");
        Refused(s => s.Bool("bias").Bool("activation", when: "bias"), "space.activation: exists only where bias, but Config.Activation always needs a value");

        static void Refused(Action<SearchSpaceBuilder> build, string error) => Assert.Equal(
            error, Assert.Throws<InvalidOptionException>(() => ConfigurationBinder.For<Config>().Check(SearchSpace.Build(build))).Message);
    }

    private sealed record Config(
        [Uniform(0, 1)] double Rate, [Uniform(1, 6)] int Layers, [Choice("tanh", "relu")] string Activation, Optimizer Optimizer, [When("layers > 1")] bool? Bias);

    private sealed record WithDefault([Uniform(0, 1)] double X, [Choice(16, 32)] int Batch = 32);
}
