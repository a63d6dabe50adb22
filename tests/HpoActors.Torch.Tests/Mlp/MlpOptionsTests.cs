using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Mlp;

public sealed class MlpOptionsTests
{
    private static readonly ExperimentSpec Spec = Trials.Spec();

    [Fact]
    public void What_is_not_written_is_as_documented()
    {
        MlpOptions options = MlpOptions.Read(Spec);
        Assert.Equal((32, null, DataOrder.Shuffled), (options.BatchSize, options.Lanes, options.DataOrder));
        Assert.Equal(0.1, options.Of(Configuration.Empty, "learning_rate").AsDouble());
        Assert.All(["momentum", "weight_decay", "dropout"], name => Assert.Equal(0, options.Of(Configuration.Empty, name).AsDouble()));
    }

    [Fact]
    public void Lanes_and_the_order_of_the_data_are_read()
    {
        MlpOptions options = MlpOptions.Read(Trials.Spec(("lanes", 7), ("data-order", "fixed")));
        Assert.Equal((7, DataOrder.Fixed), (options.Lanes, options.DataOrder));
        Assert.Null(MlpOptions.Read(Trials.Spec(("lanes", "auto"))).Lanes);
    }

    [Fact]
    public void The_textbooks_space_is_taken() => Assert.NotNull(MlpOptions.Read(Spec with
    {
        Space = new SearchSpace(
            new FloatHyperparameter("learning_rate", 1e-6, 0.1, Scale.Log),
            new IntHyperparameter("batch_size", 8, 256, Scale.Log),
            new FloatHyperparameter("momentum", 0, 0.99),
            new FloatHyperparameter("weight_decay", 0, 0.1),
            new FloatHyperparameter("dropout", 0, 0.9),
            new ChoiceHyperparameter("activation", HyperparameterValue.Of("tanh"), HyperparameterValue.Of("relu")),
            new IntHyperparameter("units", 32, 1024, Scale.Log),
            new IntHyperparameter("units_6", 32, 1024, Scale.Log),
            new IntHyperparameter("layers", 1, 6)),
    }));

    public static TheoryData<Hyperparameter, string> Wrong() => new()
    {
        { new FloatHyperparameter("dropuot", 0, 0.5), "space.dropuot: the mlp model has no such hyperparameter; did you mean 'dropout'?; it has: learning_rate, batch_size, epochs, momentum, "
            + "weight_decay, dropout, activation, units, layers, units_1, units_2, units_3, units_4, units_5, units_6" },
        { new FloatHyperparameter("dropout", 0, 1), "space.dropout: must be numbers from 0 to below 1" },
        { new FloatHyperparameter("learning_rate", -1, 1), "space.learning_rate: must be numbers of at least 0" },
        { new FloatHyperparameter("units", 16, 64), "space.units: must be whole numbers of at least 1" },
        { new IntHyperparameter("units_3", 0, 64), "space.units_3: must be whole numbers of at least 1" },
        { new IntHyperparameter("layers", 1, 7), "space.layers: must be whole numbers from 1 to 6" },
        { new ChoiceHyperparameter("activation", HyperparameterValue.Of("relu"), HyperparameterValue.Of("sigmoid")), "space.activation: must be tanh or relu" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_space_that_the_model_does_not_fit_is_refused(Hyperparameter hyperparameter, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => MlpOptions.Read(Spec with { Space = new SearchSpace(hyperparameter) })).Message);

    [Theory]
    [InlineData("dropout", "1", "objective.dropout: must be a number from 0 to below 1 (is '1')")]
    [InlineData("layers", "0", "objective.layers: must be a whole number from 1 to 6 (is '0')")]
    [InlineData("units-4", "1.5", "objective.units-4: must be a whole number of at least 1 (is '1.5')")]
    [InlineData("activation", "sigmoid", "objective.activation: must be tanh or relu (is 'sigmoid')")]
    [InlineData("lanes", "none", "objective.lanes: must be auto or a whole number of at least 1 (is 'none')")]
    public void A_wrong_option_is_refused_with_what_is_allowed(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => MlpOptions.Read(Trials.Spec((key, value)))).Message);

    [Theory]
    [InlineData("learning_rate")]
    [InlineData("units-7")]
    [InlineData("epochs")]
    public void An_unknown_option_is_refused(string key) => Assert.StartsWith(
        $"objective.{key}: unknown key", Assert.Throws<InvalidOptionException>(() => MlpOptions.Read(Trials.Spec((key, 1)))).Message, StringComparison.Ordinal);

    [Fact]
    public void A_metric_that_is_not_reported_is_refused() => Assert.StartsWith(
        "metric: the mlp objective reports no 'accuracy'",
        Assert.Throws<InvalidOptionException>(() => MlpOptions.Read(Spec with { Metric = "accuracy" })).Message,
        StringComparison.Ordinal);
}
