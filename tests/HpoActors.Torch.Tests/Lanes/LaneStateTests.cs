using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Tests.Lanes;

public sealed class LaneStateTests
{
    private static readonly NetworkShape Two = new([5, 3], Activation.Tanh);

    [Fact]
    public void Each_layer_starts_uniform_within_one_over_the_root_of_its_inputs_and_without_velocity()
    {
        LaneState state = LaneState.Initial(new NetworkShape([400, 900], Activation.Relu), momentum: true, RandomStream.For(5, "weights"));
        Assert.Equal([(400, 784), (900, 400), (10, 900)], state.Weights.Select(layer => (layer.Outputs, layer.Inputs)));
        Assert.All(state.Weights, layer =>
        {
            double bound = 1 / Math.Sqrt(layer.Inputs);
            Assert.All(layer.Weight.Concat(layer.Bias), w => Assert.InRange(w, -bound, bound));
            Assert.InRange(layer.Weight.Average(w => w * w) / (bound * bound / 3), 0.97, 1.03);
            Assert.Equal(0, layer.Weight.Average() / bound, 0.03);
            Assert.Equal(layer.Outputs, layer.Bias.Length);
        });
        Assert.All(state.Velocity!.SelectMany(layer => layer.Weight.Concat(layer.Bias)), v => Assert.Equal(0, v));
    }

    [Fact]
    public void The_layers_are_drawn_one_after_the_other_weight_before_bias()
    {
        LaneState state = LaneState.Initial(Two, momentum: false, RandomStream.For(5, "weights"));
        RandomStream random = RandomStream.For(5, "weights");
        Assert.Equal(
            state.Weights.SelectMany(layer => layer.Weight.Concat(layer.Bias).Select(_ => (float)(((2 * random.NextDouble()) - 1) * (1 / Math.Sqrt(layer.Inputs))))),
            state.Weights.SelectMany(layer => layer.Weight.Concat(layer.Bias)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkpoint_comes_back_to_the_last_bit(bool momentum)
    {
        LaneState state = LaneState.Initial(Two, momentum, RandomStream.For(5, "weights"));
        foreach (LayerWeights velocity in state.Velocity ?? [])
        {
            velocity.Weight[0] = 0.1f * velocity.Outputs;
            velocity.Bias[^1] = float.NaN;
        }

        Checkpoint checkpoint = state.ToCheckpoint(Activation.Tanh);
        string[] names = ["hidden.0.weight", "hidden.0.bias", "hidden.1.weight", "hidden.1.bias", "output.weight", "output.bias"];
        Assert.Equal(momentum ? [.. names, .. names.Select(name => $"momentum.{name}")] : names, SafeTensors.Read(checkpoint).Keys);
        Assert.Equal(Numbers(state), Numbers(LaneState.From(checkpoint, Two, momentum)));
        NetworkShape shape = LaneState.ShapeOf(checkpoint);
        Assert.Equal((Activation.Tanh, 2), (shape.Activation, shape.Hidden.Length));
        Assert.Equal<int>(Two.Hidden, shape.Hidden);
    }

    [Fact]
    public void Softmax_regression_has_PyTorchs_names_and_no_activation()
    {
        Checkpoint checkpoint = LaneState.Initial(NetworkShape.Softmax, momentum: false, RandomStream.For(5, "weights")).ToCheckpoint(default);
        Assert.Equal(["weight", "bias"], SafeTensors.Read(checkpoint).Keys);
        Assert.Null(SafeTensors.Text(checkpoint, "activation"));
        Assert.Empty(LaneState.ShapeOf(checkpoint).Hidden);
    }

    [Fact]
    public void Checkpoints_of_other_networks_are_refused()
    {
        Checkpoint checkpoint = LaneState.Initial(Two, momentum: false, RandomStream.For(5, "weights")).ToCheckpoint(Activation.Tanh);
        NetworkShape[] others = [Two with { Hidden = [5, 4] }, Two with { Hidden = [5] }, Two with { Hidden = [5, 3, 3] }, Two with { Activation = Activation.Relu }, NetworkShape.Softmax];
        Assert.All(others, other => Assert.Throws<FormatException>(() => LaneState.From(checkpoint, other, momentum: false)));

        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        Assert.All(tensors.Keys, name => Assert.Throws<FormatException>(() => LaneState.From(
            SafeTensors.Write([("activation", "tanh")], [.. tensors.Where(t => t.Key != name).Select(t => (t.Key, new[] { t.Value.Length }, t.Value))]), Two, momentum: false)));
        Assert.Throws<FormatException>(() => LaneState.ShapeOf(SafeTensors.Write([.. tensors.Select(t => (t.Key, new[] { t.Value.Length }, t.Value))])));
    }

    [Fact]
    public void Another_trials_velocity_is_left_out_and_a_missing_one_starts_at_zero()
    {
        LaneState still = LaneState.Initial(Two, momentum: false, RandomStream.For(5, "weights"));
        LaneState moving = still with { Velocity = LaneState.Initial(Two, momentum: false, RandomStream.For(6, "weights")).Weights };
        LaneState begun = LaneState.From(still.ToCheckpoint(Activation.Tanh), Two, momentum: true);
        Assert.All(begun.Velocity!.SelectMany(layer => layer.Weight.Concat(layer.Bias)), v => Assert.Equal(0, v));
        Assert.Equal(Numbers(still), Numbers(begun with { Velocity = null }));
        Assert.Equal(Numbers(still), Numbers(LaneState.From(moving.ToCheckpoint(Activation.Tanh), Two, momentum: false)));

        // A part of a velocity is none that anybody wrote.
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(moving.ToCheckpoint(Activation.Tanh));
        Checkpoint part = SafeTensors.Write(
            [("activation", "tanh")], [.. tensors.Where(t => t.Key != "momentum.output.bias").Select(t => (t.Key, new[] { t.Value.Length }, t.Value))]);
        FormatException error = Assert.Throws<FormatException>(() => LaneState.From(part, Two, momentum: true));
        Assert.Equal("the checkpoint holds no layer momentum.output.weight of 3 → 10", error.Message);
    }

    private static IEnumerable<int> Numbers(LaneState state) =>
        state.Weights.Concat(state.Velocity ?? []).SelectMany(layer => layer.Weight.Concat(layer.Bias)).Select(BitConverter.SingleToInt32Bits);
}
