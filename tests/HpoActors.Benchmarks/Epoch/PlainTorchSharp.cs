using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Epoch;

/// <summary>The loop that everybody writes first: nn.Linear, cross_entropy, optim.SGD; images as floats in memory. Step for step the same as <c>peers/pytorch_epoch.py</c>.</summary>
internal sealed class PlainTorchSharp : IDisposable
{
    private readonly TorchSharp.Modules.Linear _model = nn.Linear(ImageSet.PixelsPerImage, ImageSet.Classes);
    private readonly optim.Optimizer _optimizer;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly (Tensor Images, Tensor Labels) _training;
    private readonly (Tensor Images, Tensor Labels) _validation;

    public PlainTorchSharp(ImageDataset dataset)
    {
        _optimizer = optim.SGD(_model.parameters(), SoftmaxJob.LearningRate);
        _training = Tensors(dataset.Train);
        _validation = Tensors(dataset.Test);
    }

    public EpochTime Epoch()
    {
        long start = Stopwatch.GetTimestamp();
        Train();
        double training = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double error = ValidationError();
        return new EpochTime(training, Stopwatch.GetElapsedTime(start).TotalSeconds, error);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    private void Train()
    {
        using var epoch = NewDisposeScope();
        foreach (Tensor batch in randperm(_training.Images.shape[0]).split(SoftmaxJob.BatchSize))
        {
            using var step = NewDisposeScope();
            Tensor loss = nn.functional.cross_entropy(
                _model.forward(_training.Images.index_select(0, batch)), _training.Labels.index_select(0, batch));
            _optimizer.zero_grad();
            loss.backward();
            _optimizer.step();
        }
    }

    private double ValidationError()
    {
        using var scope = NewDisposeScope();
        using var inference = no_grad();
        return _model.forward(_validation.Images).argmax(1).ne(_validation.Labels).to(float32).mean().item<float>();
    }

    private static (Tensor Images, Tensor Labels) Tensors(ImageSet set) => (
        tensor(set.Pixels, [set.Count, ImageSet.PixelsPerImage], dtype: ScalarType.Byte).to(float32).div_(255),
        tensor(set.Labels, dtype: ScalarType.Byte).to(int64));
}
