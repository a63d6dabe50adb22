using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Softmax;

namespace HpoActors.Torch.Tests.Mlp;

public sealed class MlpWeightsTests
{
    private static readonly MlpArchitecture Two = new([5, 3], Activation.Tanh, 32, Momentum: true);

    [Fact]
    public void Each_layer_starts_uniform_within_one_over_the_root_of_its_inputs_and_without_velocity()
    {
        MlpWeights weights = MlpWeights.Initial(new MlpArchitecture([400, 900], Activation.Relu, 32, Momentum: true), RandomStream.For(5, "weights"));
        Assert.Equal([(400, 784), (900, 400), (10, 900)], weights.Layers.Select(layer => (layer.Outputs, layer.Inputs)));
        Assert.All(weights.Layers, layer =>
        {
            double bound = 1 / Math.Sqrt(layer.Inputs);
            Assert.All(layer.Weight.Concat(layer.Bias), w => Assert.InRange(w, -bound, bound));
            Assert.InRange(layer.Weight.Average(w => w * w) / (bound * bound / 3), 0.97, 1.03);
            Assert.Equal(layer.Outputs, layer.Bias.Length);
        });
        Assert.All(weights.Velocity.SelectMany(layer => layer.Weight.Concat(layer.Bias)), v => Assert.Equal(0, v));
    }

    [Fact]
    public void The_layers_are_drawn_one_after_the_other_weight_before_bias()
    {
        MlpWeights weights = MlpWeights.Initial(Two, RandomStream.For(5, "weights"));
        RandomStream random = RandomStream.For(5, "weights");
        double[] bounds = [.. weights.Layers.Select(layer => 1 / Math.Sqrt(layer.Inputs))];
        Assert.Equal(
            weights.Layers.SelectMany((layer, i) => layer.Weight.Concat(layer.Bias).Select(_ => (float)(((2 * random.NextDouble()) - 1) * bounds[i]))),
            weights.Layers.SelectMany(layer => layer.Weight.Concat(layer.Bias)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_comes_back_to_the_last_bit(bool momentum)
    {
        MlpArchitecture architecture = Two with { Momentum = momentum };
        MlpWeights weights = MlpWeights.Initial(architecture, RandomStream.For(5, "weights"));
        foreach (LayerWeights velocity in weights.Velocity)
        {
            velocity.Weight[0] = 0.1f * velocity.Outputs;
            velocity.Bias[^1] = float.NaN;
        }

        Checkpoint checkpoint = weights.ToCheckpoint();
        string[] names = ["hidden.0.weight", "hidden.0.bias", "hidden.1.weight", "hidden.1.bias", "output.weight", "output.bias"];
        Assert.Equal(momentum ? [.. names, .. names.Select(name => $"momentum.{name}")] : names, SafeTensors.Read(checkpoint).Keys);
        MlpWeights back = MlpWeights.From(checkpoint, architecture);
        Assert.Equal(Activation.Tanh, back.Activation);
        Assert.Equal(Numbers(weights), Numbers(back));
    }

    [Fact]
    public void A_checkpoint_of_another_architecture_is_refused()
    {
        Checkpoint checkpoint = MlpWeights.Initial(Two, RandomStream.For(5, "weights")).ToCheckpoint();
        MlpArchitecture[] others = [Two with { Hidden = [5, 4] }, Two with { Hidden = [5] }, Two with { Activation = Activation.Relu }, Two with { Momentum = false }];
        Assert.All(others, other => Assert.Throws<FormatException>(() => MlpWeights.From(checkpoint, other)));
        Assert.Equal(Two.Hidden.Length + 1, MlpWeights.From(checkpoint, Two with { BatchSize = 7 }).Layers.Length);
    }

    [Fact]
    public void Checkpoints_of_other_models_are_refused()
    {
        IReadOnlyDictionary<string, float[]> good = SafeTensors.Read(MlpWeights.Initial(Two, RandomStream.For(5, "weights")).ToCheckpoint());
        Checkpoint Without(string name) => SafeTensors.Write([("activation", "tanh")], [.. good.Where(t => t.Key != name).Select(t => (t.Key, new[] { t.Value.Length }, t.Value))]);

        Assert.Throws<FormatException>(() => MlpWeights.From(LinearWeights.Zero().ToCheckpoint()));
        Assert.All(good.Keys, name => Assert.Throws<FormatException>(() => MlpWeights.From(Without(name))));
        Assert.Equal(3, MlpWeights.From(Without("")).Layers.Length);
    }

    private static IEnumerable<int> Numbers(MlpWeights weights) =>
        weights.Layers.Concat(weights.Velocity).SelectMany(layer => layer.Weight.Concat(layer.Bias)).Select(BitConverter.SingleToInt32Bits);
}
