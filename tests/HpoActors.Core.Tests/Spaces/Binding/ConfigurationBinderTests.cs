using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Tests.Spaces.Binding;

public sealed class ConfigurationBinderTests
{
    private static readonly MlpConfig Example = new(0.01, 2, 64, 128, "relu", Optimizer.AdamW, true, 0.9, 0.95)
    {
        BatchSize = 32, Init = "he", Epochs = 8, Second = Optimizer.Sgd,
    };

    [Fact]
    public void A_record_describes_its_space()
    {
        SearchSpace space = SearchSpace.Of<MlpConfig>();
        Assert.Equal(
            [
                "learning_rate: float in [1E-06, 0.1], log scale",
                "layers: int in [1, 6]",
                "units_1: int in [32, 1024], log scale",
                "units_2: int in [32, 1024], log scale when layers >= 2",
                "activation: choice of tanh, relu",
                "optimizer: choice of sgd, adam_w, rms-prop",
                "nesterov: bool",
                "momentum: float in [0, 0.99], step 0.01",
                "beta_1: float in [0, 1], prior normal (mean 0.9, sd 0.1) when optimizer == adam_w",
                "batch: ordinal 16 < 32 < 64",
                "init: choice of he, glorot when activation == relu",
                "epochs: constant 8",
                "second: choice of sgd, adam_w, rms-prop when nesterov",
            ],
            space.Hyperparameters.Select(h => $"{h.Name}: {h.Describe()}{(h.When is null ? "" : $" when {h.When}")}"));
        Assert.Equal(["activation == tanh && layers > 4", "optimizer == 'rms-prop' && nesterov"], space.Forbidden.Select(f => f.Text));
        Assert.Same(space, SearchSpace.Of<MlpConfig>());
    }

    [Fact]
    public void The_builder_says_the_same()
    {
        SearchSpace built = SearchSpace.Build(s => s
            .LogFloat("rate", 1e-3, 1).LogInt("units", 8, 64).Choice("activation", ["tanh", "relu"]).Bool("bias").Ordinal("batch", [16, 32])
            .Float("momentum", 0, 1, prior: Prior.Beta(2, 5), when: "bias").Constant("text", "a").Int("even", 0, 8, step: 2).Forbid("units > batch"));
        Assert.Equal<Hyperparameter>(SearchSpace.Of<Twin>().Hyperparameters, built.Hyperparameters);
        Assert.Equal(SearchSpace.Of<Twin>().Forbidden, built.Forbidden);
    }

    [Fact]
    public void An_object_becomes_a_configuration_and_comes_back()
    {
        Configuration configuration = Configuration.From(Example);
        Assert.Equal(
            "learning_rate=0.01, layers=2, units_1=64, units_2=128, activation=relu, optimizer=adam_w, nesterov=true, momentum=0.9, beta_1=0.95, "
                + "batch=32, init=he, epochs=8, second=sgd",
            configuration.ToString());
        Assert.True(SearchSpace.Of<MlpConfig>().Contains(configuration));
        Assert.Equal(Example, configuration.As<MlpConfig>());
    }

    [Fact]
    public void Every_sample_becomes_an_object_and_comes_back()
    {
        SearchSpace space = SearchSpace.Of<MlpConfig>();
        for (int i = 0; i < 1000; i++)
        {
            Configuration sample = space.Sample(RandomStream.For(1, "s", i));
            MlpConfig config = sample.As<MlpConfig>();
            Assert.Equal(sample, Configuration.From(config));
            Assert.Equal(config.Layers >= 2, config.Units2 is not null);
            Assert.Equal(config.Activation == "relu", config.Init is not null);
            Assert.Equal(config.Nesterov, config.Second is not null);
            Assert.True(config.Optimizer == Optimizer.AdamW || config.Beta1 == 0.9);
        }
    }

    [Fact]
    public void A_default_stands_where_the_hyperparameter_does_not_exist_and_is_left_out_of_configurations()
    {
        MlpConfig sgd = Example with { Optimizer = Optimizer.Sgd, Beta1 = 0.5 };
        Configuration configuration = Configuration.From(sgd);
        Assert.False(configuration.Contains("beta_1"));
        Assert.Equal(0.9, configuration.As<MlpConfig>().Beta1);
    }

    [Fact]
    public void An_object_outside_its_space_is_refused()
    {
        Refused(Example with { Layers = 7 }, "has layers = 7, which is no int in [1, 6]");
        Refused(Example with { Units2 = null }, "lacks units_2");
        Refused(Example with { Layers = 1 }, "has units_2, which exists only where layers >= 2");
        Refused(Example with { Activation = "gelu" }, "has activation = gelu, which is no choice of tanh, relu");
        Refused(Example with { Activation = "tanh", Init = null, Layers = 5 }, "is forbidden: activation == tanh && layers > 4");
        Refused(Example with { Momentum = 0.123 }, "has momentum = 0.123, which is no float in [0, 0.99], step 0.01");
        Assert.StartsWith(
            "Optimizer = 77 is no value of Optimizer",
            Assert.Throws<ArgumentException>(() => Configuration.From(Example with { Optimizer = (Optimizer)77 })).Message, StringComparison.Ordinal);

        static void Refused(MlpConfig config, string problem) =>
            Assert.StartsWith($"the MlpConfig is not in its space: it {problem}", Assert.Throws<ArgumentException>(() => Configuration.From(config)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x=0.5", "the configuration lacks n, which Point.N needs")]
    [InlineData("x=true n=1", "x = true is no value of Point.X, which is of type double")]
    [InlineData("x=0.5 n=1.5", "n = 1.5 is no value of Point.N, which is of type int")]
    [InlineData("x=0.5 n=3000000000", "n = 3000000000 is no value of Point.N, which is of type int")]
    public void A_configuration_of_another_space_is_refused(string text, string error) => Assert.Equal(
        error, Assert.Throws<InvalidOperationException>(() => Conditions.ConditionSpace.Configuration(text).As<Point>()).Message);

    [Fact]
    public void An_int_widens_to_a_double() => Assert.Equal(new Point(1, 2), Conditions.ConditionSpace.Configuration("x=1 n=2").As<Point>());

    [Fact]
    public void Structs_and_classes_bind_too()
    {
        Assert.Equal("x=0.5, n=2", Configuration.From(new Point(0.5, 2)).ToString());
        Settings settings = Conditions.ConditionSpace.Configuration("rate=0.5 deep=true").As<Settings>();
        Assert.Equal((0.5, true), (settings.Rate, settings.Deep));
        Assert.Equal("rate=0.5, deep=true", Configuration.From(settings).ToString());
        Assert.Equal("n=3", Configuration.From(new Bare { N = 3 }).ToString());
        Assert.Equal(3, Conditions.ConditionSpace.Configuration("n=3").As<Bare>().N);
    }

    [Fact]
    public void A_derived_types_members_come_after_its_bases() => Assert.Equal(
        ["rate", "deep", "extra"], SearchSpace.Of<Derived>().Hyperparameters.Select(h => h.Name));

    [Theory]
    [InlineData("LearningRate", "learning_rate")]
    [InlineData("Units2", "units_2")]
    [InlineData("Units12Max", "units_12_max")]
    [InlineData("HTTPPort", "http_port")]
    [InlineData("X", "x")]
    [InlineData("X0", "x_0")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("camelCase", "camel_case")]
    [InlineData("MaxL2", "max_l_2")]
    [InlineData("GrößeÄ", "größe_ä")]
    public void Names_are_in_snake_case(string name, string snake) => Assert.Equal(snake, SnakeCase.Of(name));

    public readonly record struct Point([Uniform(0, 1)] double X, [Uniform(0, 9)] int N);

    public struct Bare
    {
        [Uniform(0, 9)]
        public int N { get; set; }
    }

    public class Settings
    {
        [Uniform(0, 1)]
        public double Rate { get; init; }

        public required bool Deep { get; init; }

        public static int Shared { get; set; }

        public string Computed => $"{Rate}";

        public int Hidden { get; private set; } = 1;
    }

    public sealed class Derived : Settings
    {
        public bool Extra { get; set; }
    }

    [Forbid("units > batch")]
    private sealed record Twin(
        [LogUniform(1e-3, 1)] double Rate, [LogUniform(8, 64)] int Units, [Choice("tanh", "relu")] string Activation, bool Bias, [Ordinal(16, 32)] int Batch,
        [When("bias")][Beta(0, 1, 2, 5)] double? Momentum, [Constant("a")] string Text, [Uniform(0, 8, Step = 2)] int Even);
}
