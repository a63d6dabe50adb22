using System.Diagnostics;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Epoch;

/// <summary>
/// The loop that everybody writes first: a module, cross_entropy, optim.SGD; images as floats in memory. With nn.Linear step for step the same as
/// <c>peers/pytorch_epoch.py</c>.
/// </summary>
internal sealed class PlainTorchSharp : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly optim.Optimizer _optimizer;
    private readonly int _batchSize;
    private readonly DisposeScope _scope = NewDisposeScope();
    private readonly (Tensor Images, Tensor Labels) _training;
    private readonly (Tensor Images, Tensor Labels) _validation;

    private PlainTorchSharp(ImageDataset dataset, nn.Module<Tensor, Tensor> model, int batchSize, double learningRate, double momentum)
    {
        _model = model;
        _optimizer = optim.SGD(_model.parameters(), learningRate, momentum);
        _batchSize = batchSize;
        _training = Tensors(dataset.Train);
        _validation = Tensors(dataset.Test);
    }

    /// <summary>nn.Linear, 784 → 10.</summary>
    public static PlainTorchSharp Softmax(ImageDataset dataset) =>
        new(dataset, nn.Linear(ImageSet.PixelsPerImage, ImageSet.Classes), SoftmaxJob.BatchSize, SoftmaxJob.LearningRate, momentum: 0);

    /// <summary>nn.Sequential, 784 → units → units → 10, with relu.</summary>
    public static PlainTorchSharp Mlp(ImageDataset dataset, double momentum) => new(
        dataset,
        nn.Sequential(
            nn.Linear(ImageSet.PixelsPerImage, MlpJob.Units), nn.ReLU(),
            nn.Linear(MlpJob.Units, MlpJob.Units), nn.ReLU(),
            nn.Linear(MlpJob.Units, ImageSet.Classes)),
        MlpJob.BatchSize, MlpJob.LearningRate, momentum);

    public EpochTime Epoch()
    {
        long start = Stopwatch.GetTimestamp();
        Train();
        double training = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double error = ValidationError();
        return new EpochTime(training, Stopwatch.GetElapsedTime(start).TotalSeconds, error);
    }

    /// <summary>One step on these training images.</summary>
    public void Step(Tensor batch)
    {
        using var step = NewDisposeScope();
        Tensor loss = nn.functional.cross_entropy(
            _model.forward(_training.Images.index_select(0, batch)), _training.Labels.index_select(0, batch));
        _optimizer.zero_grad();
        loss.backward();
        _optimizer.step();
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
        foreach (Tensor batch in randperm(_training.Images.shape[0]).split(_batchSize))
        {
            Step(batch);
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
