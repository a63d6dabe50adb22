using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>
/// What a trial has to come to, by other means: one network of nn.Linear layers, autograd and optim.SGD. Initial weights, order of the data and masks come from
/// the same streams.
/// </summary>
internal sealed class AutogradReference
{
    /// <summary>The layers' first weights; one layer: softmax regression.</summary>
    public required IReadOnlyList<LayerWeights> Start { get; init; }

    public Activation Activation { get; init; }

    public required int BatchSize { get; init; }

    public required double Rate { get; init; }

    public double Momentum { get; init; }

    public double Decay { get; init; }

    public double Dropout { get; init; }

    public DataOrder Order { get; init; }

    public required long Seed { get; init; }

    public required TrialId Trial { get; init; }

    /// <summary>Another trial, which goes on from an epoch with its own rates, or null.</summary>
    public (int Epoch, TrialId Trial, double Rate, double Momentum, double Dropout)? Copy { get; init; }

    /// <summary>What each epoch measured.</summary>
    public List<(double TrainingLoss, double ValidationLoss, double ValidationError)> Epochs { get; } = [];

    /// <summary>The weights at the end.</summary>
    public List<LayerWeights> End { get; } = [];

    public AutogradReference Train(DividedDataset data, int epochs)
    {
        TorchRuntime.EnsureLoaded();
        using var scope = NewDisposeScope();
        Linear[] layers = [.. Start.Select(Layer)];
        optim.Optimizer optimizer = optim.SGD(layers.SelectMany(layer => layer.parameters()), Rate, Momentum, weight_decay: Decay);
        (Tensor images, Tensor labels) = Tensors(data.Training);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            int[] order = [.. Enumerable.Range(0, data.Training.Count)];
            (Order == DataOrder.Shuffled ? RandomStream.For(Seed, "data-order", epoch) : RandomStream.For(Seed, "data-order")).Shuffle(order.AsSpan());
            bool copied = Copy is { } later && epoch >= later.Epoch;
            if (Copy is { } copy && copied)
            {
                foreach (optim.ILearningRateController group in optimizer.ParamGroups)
                {
                    group.LearningRate = copy.Rate;
                    ((optim.IMomentum)group).Momentum = copy.Momentum;
                }
            }

            double dropout = copied ? Copy!.Value.Dropout : Dropout;
            DropoutMasks? masks = dropout == 0 ? null : new DropoutMasks(Seed, copied ? Copy!.Value.Trial : Trial, epoch, dropout);
            double sum = 0;
            foreach (int[] batch in order.Chunk(BatchSize))
            {
                using var step = NewDisposeScope();
                Tensor index = tensor(Array.ConvertAll(batch, i => (long)i));
                optimizer.zero_grad();
                Tensor loss = nn.functional.cross_entropy(Scores(layers, images.index_select(0, index), masks), labels.index_select(0, index));
                loss.backward();
                optimizer.step();
                sum += loss.item<float>() * batch.Length;
            }

            Epochs.Add((sum / order.Length, ValidationLoss(layers, data.Validation, out double error), error));
        }

        End.AddRange(layers.Select(layer => new LayerWeights(
            (int)layer.out_features, (int)layer.in_features, layer.weight!.data<float>().ToArray(), layer.bias!.data<float>().ToArray())));
        return this;
    }

    private static Linear Layer(LayerWeights start)
    {
        Linear layer = nn.Linear(start.Inputs, start.Outputs);
        using (no_grad())
        {
            layer.weight!.copy_(tensor(start.Weight, [start.Outputs, start.Inputs]));
            layer.bias!.copy_(tensor(start.Bias));
        }

        return layer;
    }

    private static (Tensor Images, Tensor Labels) Tensors(ImageRange range)
    {
        using Scalar white = 255f.ToScalar();
        return (
            tensor(range.Pixels.ToArray(), [range.Count, ImageSet.PixelsPerImage], dtype: ScalarType.Byte).to(float32).div(white),
            tensor(Array.ConvertAll(range.Labels.ToArray(), label => (long)label)));
    }

    private Tensor Scores(Linear[] layers, Tensor images, DropoutMasks? masks)
    {
        Tensor x = images;
        foreach (Linear layer in layers[..^1])
        {
            x = layer.forward(x);
            x = Activation == Activation.Tanh ? x.tanh() : x.relu();
            if (masks is not null)
            {
                // Unit after unit over the images; the network has image after image.
                float[] mask = new float[x.numel()];
                masks.Fill(mask);
                x = x * tensor(mask, [x.shape[1], x.shape[0]]).t();
            }
        }

        return layers[^1].forward(x);
    }

    private double ValidationLoss(Linear[] layers, ImageRange range, out double error)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        (Tensor images, Tensor labels) = Tensors(range);
        Tensor scores = Scores(layers, images, null);
        bool[] wrong = scores.argmax(1).ne(labels).data<bool>().ToArray();
        error = wrong.Chunk(BatchSize).Average(batch => batch.Average(w => w ? 1.0 : 0.0));
        return nn.functional.cross_entropy(scores, labels).item<float>();
    }
}
