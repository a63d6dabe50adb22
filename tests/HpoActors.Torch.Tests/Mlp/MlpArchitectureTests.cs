using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Mlp;

public sealed class MlpArchitectureTests
{
    [Fact]
    public void Without_hyperparameters_it_is_two_layers_of_64_relu_units_at_batch_32()
    {
        MlpArchitecture usual = Of(Configuration.Empty);
        Assert.Equal(new MlpArchitecture([64, 64], Activation.Relu, 32, false), usual);
        Assert.Equal("mlp batch=32 hidden=64,64 activation=relu", usual.ToKey().Value);
        Assert.Equal((784 * 64) + 64 + (64 * 64) + 64 + (64 * 10) + 10, usual.Shape.Parameters);
    }

    [Fact]
    public void The_configuration_wins_over_the_option_and_a_layers_own_units_over_those_of_all()
    {
        (string, object)[] options = [("units", 100), ("layers", 3), ("units-2", 17), ("activation", "tanh"), ("momentum", 0.9), ("batch-size", 16)];
        Assert.Equal("mlp batch=16 hidden=100,17,100 activation=tanh momentum", Of(Configuration.Empty, options).ToKey().Value);
        Configuration configuration = new(
        [
            new("units", HyperparameterValue.Of(50L)), new("units_3", HyperparameterValue.Of(7L)), new("momentum", HyperparameterValue.Of(0L)), new("batch_size", HyperparameterValue.Of(8L)),
        ]);
        Assert.Equal("mlp batch=8 hidden=50,17,7 activation=tanh", Of(configuration, options).ToKey().Value);
    }

    [Fact]
    public void Rates_weight_decay_and_dropout_are_no_part_of_the_key() => Assert.Equal(
        Of(Configuration.Empty).ToKey(),
        Of(new Configuration(
        [
            new("learning_rate", HyperparameterValue.Of(0.5)), new("weight_decay", HyperparameterValue.Of(0.5)), new("dropout", HyperparameterValue.Of(0.5)),
        ])).ToKey());

    [Fact]
    public void Keys_come_back_as_equal_architectures()
    {
        MlpArchitecture[] all =
        [
            .. from hidden in (int[][])[[1], [64, 64], [1024, 3, 17, 65, 2, 9]]
               from activation in Enum.GetValues<Activation>()
               from batch in (int[])[1, 256]
               from momentum in (bool[])[false, true]
               select new MlpArchitecture([.. hidden], activation, batch, momentum),
        ];
        Assert.All(all, architecture => Assert.Equal(architecture, MlpArchitecture.Parse(architecture.ToKey())));
        Assert.All(all, architecture => Assert.Equal(architecture.GetHashCode(), MlpArchitecture.Parse(architecture.ToKey()).GetHashCode()));
        Assert.Equal(all.Length, all.Select(architecture => architecture.ToKey()).Distinct().Count());
        Assert.Equal(all.Length, all.Distinct().Count());
    }

    [Theory]
    [InlineData("softmax batch=32")]
    [InlineData("mlp batch=32 hidden=64,64 activation=sigmoid")]
    [InlineData("mlp batch=0 hidden=64 activation=relu")]
    [InlineData("mlp batch=32,32 hidden=64 activation=relu")]
    [InlineData("mlp batch=32 hidden= activation=relu")]
    [InlineData("mlp batch=32 hidden=1,1,1,1,1,1,1 activation=relu")]
    [InlineData("mlp batch=32 hidden=64 activation=relu nesterov")]
    [InlineData("mlp batch=32 hidden=64 activation=relu momentum twice")]
    public void Other_texts_are_no_keys(string text) => Assert.Throws<FormatException>(() => MlpArchitecture.Parse(new PackKey(text)));

    private static MlpArchitecture Of(Configuration configuration, params (string, object)[] options) =>
        MlpArchitecture.Of(configuration, MlpOptions.Read(Trials.Spec(options)));
}
