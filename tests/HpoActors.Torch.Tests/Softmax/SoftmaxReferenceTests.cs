using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Tests.Softmax;

/// <summary>The written-out gradient against an independent reference: nn.Linear, autograd and optim.SGD.</summary>
public sealed class SoftmaxReferenceTests
{
    [Theory]
    [InlineData(16, 0.01, 0.0, 0.0)]
    [InlineData(16, 0.2, 0.0, 0.0)]
    [InlineData(7, 0.05, 0.9, 0.0)]
    [InlineData(33, 0.1, 0.0, 0.01)]
    [InlineData(16, 0.05, 0.5, 0.001)]
    public void Losses_agree_within_a_ten_thousandth(int batchSize, double rate, double momentum, double decay)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        ImageDataset whole = ImageDatasets.Load(new DatasetRequest { Name = "synthetic" }).Dataset;
        ImageSet set = new(whole.Train.Pixels[..(1000 * ImageSet.PixelsPerImage)], whole.Train.Labels[..1000]);
        ImageRange range = new(set, 0, set.Count);
        LanePlan plan = new(NetworkShape.Softmax, batchSize, momentum != 0, DataOrder.Shuffled);
        using LaneSession session = new(
            plan, new DividedDataset(range, range, null), _ => new LaneSettings(rate, momentum, decay, 0), Core.Objectives.Device.Cpu(0), lanes: 1);
        session.Admit(Trials.Context(new TrialId(0)));
        double[] ours = [.. Enumerable.Range(1, 2).Select(_ => session.TrainEpoch([new TrialId(0)], () => { })[0].Metrics["training_loss"])];

        LayerWeights start = LayerWeights.Initial(10, 784, RandomStream.For(1, "weights"));
        double[] theirs = Reference(set, start, batchSize, rate, momentum, decay, out LayerWeights end);
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
        LayerWeights mine = LaneState.From(session.Release(new TrialId(0)), NetworkShape.Softmax, momentum != 0).Weights[0];
        Assert.All(mine.Weight.Concat(mine.Bias).Zip(end.Weight.Concat(end.Bias)), pair => Assert.Equal(pair.Second, pair.First, 1e-4));
    }

    [Fact]
    public void The_initial_weights_are_uniform_within_one_over_the_root_of_784()
    {
        LayerWeights weights = LayerWeights.Initial(10, 784, RandomStream.For(5, "weights"));
        double bound = 1 / 28.0;
        Assert.All(weights.Weight.Concat(weights.Bias), w => Assert.InRange(w, -bound, bound));
        Assert.Equal(0, weights.Weight.Average(), 0.001);
        Assert.Equal(bound * bound / 3, weights.Weight.Average(w => w * w), 2e-5);
    }

    private static double[] Reference(
        ImageSet set, LayerWeights start, int batchSize, double rate, double momentum, double decay, out LayerWeights end)
    {
        var linear = nn.Linear(ImageTensors.Pixels, ImageTensors.Classes);
        using (no_grad())
        {
            linear.weight!.copy_(tensor(start.Weight, [ImageTensors.Classes, ImageTensors.Pixels]));
            linear.bias!.copy_(tensor(start.Bias));
        }

        var optimizer = optim.SGD(linear.parameters(), rate, momentum, weight_decay: decay);
        Tensor images = tensor(set.Pixels, [set.Count, ImageTensors.Pixels], dtype: ScalarType.Byte).to(float32) / 255;
        Tensor labels = tensor(Array.ConvertAll(set.Labels, label => (long)label));
        double[] losses = new double[2];
        for (int epoch = 1; epoch <= 2; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, set.Count)];
            RandomStream.For(1, "data-order", epoch).Shuffle(order.AsSpan());
            foreach (int[] batch in order.Chunk(batchSize))
            {
                Tensor index = tensor(Array.ConvertAll(batch, i => (long)i));
                optimizer.zero_grad();
                Tensor loss = nn.functional.cross_entropy(linear.forward(images.index_select(0, index)), labels.index_select(0, index));
                loss.backward();
                optimizer.step();
                losses[epoch - 1] += loss.item<float>() * batch.Length / set.Count;
            }
        }

        end = new LayerWeights(10, 784, linear.weight!.data<float>().ToArray(), linear.bias!.data<float>().ToArray());
        return losses;
    }
}
