using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>Sessions of lanes against an independent reference.</summary>
public sealed class LaneReferenceTests
{
    private const int Epochs = 3;

    [Theory]
    [InlineData(16, 0.01, 0, 0, "shuffled")]
    [InlineData(16, 0.2, 0, 0, "shuffled")]
    [InlineData(7, 0.05, 0.9, 0, "fixed")]
    [InlineData(33, 0.1, 0, 0.01, "fixed")]
    [InlineData(16, 0.05, 0.5, 0.001, "shuffled")]
    [InlineData(1, 0.01, 0.5, 0, "shuffled")]
    public void Softmax_losses_agree_within_a_ten_thousandth(int batch, double rate, double momentum, double decay, string order) =>
        Agree(ModelUnderTest.Softmax with { Batch = batch, Order = order }, rate, momentum, decay, 0);

    [Theory]
    [InlineData("tanh", 32, 0.1, 0, 0, 0, "shuffled", 64, 64)]
    [InlineData("relu", 32, 0.2, 0, 0, 0, "shuffled", 64, 64)]
    [InlineData("relu", 16, 0.05, 0.9, 0, 0, "fixed", 17)]
    [InlineData("tanh", 13, 0.1, 0.5, 0.01, 0, "shuffled", 65, 3, 17)]
    [InlineData("relu", 32, 0.1, 0, 0, 0.3, "shuffled", 64, 64)]
    [InlineData("tanh", 32, 0.2, 0, 0.001, 0.5, "fixed", 33, 32)]
    [InlineData("relu", 7, 0.02, 0.9, 0.001, 0.2, "shuffled", 20, 19, 18, 17, 16, 15)]
    public void Mlp_losses_agree_within_a_ten_thousandth(
        string activation, int batch, double rate, double momentum, double decay, double dropout, string order, params int[] units) =>
        Agree(new ModelUnderTest { Kind = "mlp", Activation = activation, Batch = batch, Order = order, Units = units }, rate, momentum, decay, dropout);

    private static void Agree(ModelUnderTest model, double rate, double momentum, double decay, double dropout)
    {
        ILaneObjective objective = model.Create();
        LaneTrial trial = ModelUnderTest.Trial(5, rate, momentum, decay, dropout);
        LaneLog log = LaneRun.Alone(objective, trial, Epochs);

        RandomStream random = RandomStream.For(LaneRun.Seed, "weights", trial.Id);
        AutogradReference reference = new AutogradReference
        {
            Start = [.. model.Units.Prepend(784).Zip(model.Units.Append(10), (inputs, outputs) => LayerWeights.Initial(outputs, inputs, random))],
            Activation = model.Activation == "tanh" ? Activation.Tanh : Activation.Relu,
            BatchSize = model.Batch,
            Rate = rate,
            Momentum = momentum,
            Decay = decay,
            Dropout = dropout,
            Order = model.Order == "fixed" ? DataOrder.Fixed : DataOrder.Shuffled,
            Seed = LaneRun.Seed,
            Trial = trial.TrialId,
        }.Train(SmallImages.Divided, Epochs);

        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            Assert.Equal(reference.Epochs[epoch].TrainingLoss, log.Metrics[epoch]["training_loss"], 1e-4);
            Assert.Equal(reference.Epochs[epoch].ValidationLoss, log.Metrics[epoch]["validation_loss"], 1e-4);
            Assert.Equal(reference.Epochs[epoch].ValidationError, log.Metrics[epoch]["validation_error"], 1e-9);
        }

        float[][] end = [.. reference.End.SelectMany(layer => new[] { layer.Weight, layer.Bias })];
        float[][] ours = [.. SafeTensors.Read(log.Checkpoint!).Where(t => !t.Key.StartsWith("momentum.", StringComparison.Ordinal)).Select(t => t.Value)];
        Assert.Equal(end.Length, ours.Length);
        Assert.All(end.Zip(ours), layer => Assert.All(layer.First.Zip(layer.Second), pair => Assert.Equal(pair.First, pair.Second, 1e-4)));
    }
}
