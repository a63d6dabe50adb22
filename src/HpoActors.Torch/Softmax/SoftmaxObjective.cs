using System.Diagnostics;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using TorchDevice = TorchSharp.torch.Device;

namespace HpoActors.Torch.Softmax;

/// <summary>
/// The objective <c>softmax</c>: softmax regression on Fashion-MNIST, the reference job. Hyperparameters <c>learning_rate</c> (default 0.1), <c>batch_size</c>,
/// <c>epochs</c>, <c>weight_decay</c> and <c>momentum</c> (default 0). Each epoch reports <c>validation_error</c>, <c>validation_loss</c>, <c>training_loss</c> and <c>seconds</c>; a trial
/// carries <c>parameters</c> and <c>inference_seconds</c>, the time to classify all validation images once.
/// </summary>
/// <remarks>
/// The validation error is 1 − the mean over validation batches of the batch's accuracy. Weights are drawn by (seed, trial), the order of the data by
/// (seed, epoch), so that a trial gives the same numbers to the last bit on a machine, whichever trainer runs it.
/// Options: <c>dataset = fashion-mnist|synthetic</c>, <c>data-dir</c>, <c>fallback = none|synthetic</c>, <c>split = holdout|test-as-validation</c> (see <see cref="DataSplit"/>), <c>batch-size = 16</c>,
/// <c>lanes = auto|1…</c>, <c>data-order = shuffled|fixed</c>.
/// </remarks>
public sealed class SoftmaxObjective : IPreparedObjective, ITestedObjective
{
    private readonly SoftmaxOptions _options;
    private DividedDataset? _data;

    private SoftmaxObjective(SoftmaxOptions options) => _options = options;

    /// <summary>The objective of an experiment; matches <see cref="ObjectiveFactory"/>.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static IObjective Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SoftmaxObjective(SoftmaxOptions.Read(spec));
    }

    /// <summary>Loads libtorch and the dataset, which may mean a download.</summary>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded here.</exception>
    /// <exception cref="DatasetException">The dataset is not to be had or damaged.</exception>
    public ObjectiveDescription Prepare(IProgress<string> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(progress);
        TorchRuntime.EnsureLoaded();
        LoadedDataset loaded = ImageDatasets.Load(_options.Data, new DownloadLines(progress), cancel);
        if (loaded.Notice is null)
        {
            return new ObjectiveDescription(loaded.Dataset.Name, []);
        }

        progress.Report(loaded.Notice);
        return new ObjectiveDescription(loaded.Dataset.Name, [loaded.Notice]);
    }

    /// <inheritdoc/>
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        TorchRuntime.EnsureLoaded();
        using var scope = TorchSharp.torch.NewDisposeScope();
        TorchDevice device = DeviceOf(trial.Device);
        DividedDataset data = Data(cancel);
        Configuration configuration = trial.Configuration;
        int batchSize = Math.Min(configuration.GetInt32("batch_size", _options.BatchSize), data.Training.Count);
        using SoftmaxRegression model = SoftmaxRegression.Create(
            LinearWeights.Initial(trial.Random("weights")),
            device,
            configuration.GetDouble("learning_rate", 0.1),
            configuration.GetDouble("momentum", 0),
            configuration.GetDouble("weight_decay", 0));
        using SoftmaxTraining training = new(model, data.Training, batchSize, device);

        trial.Attributes["parameters"] = SoftmaxRegression.Parameters;
        for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
        {
            long start = Stopwatch.GetTimestamp();
            double trainingLoss = training.Epoch(RandomStream.For(trial.Seed, "data-order", epoch), cancel);
            if (!double.IsFinite(trainingLoss))
            {
                return TrialOutcome.Failed(FailureKind.Diverged, $"the training loss became {trainingLoss} in epoch {epoch}; lower the learning rate");
            }

            long trained = Stopwatch.GetTimestamp();
            SoftmaxEvaluation validation = SoftmaxEvaluation.Of(model, data.Validation, device);
            trial.Attributes["inference_seconds"] = Stopwatch.GetElapsedTime(trained).TotalSeconds;
            Verdict verdict = trial.Report(epoch, new Metrics(
                new("validation_error", validation.ErrorOverBatches(batchSize)),
                new("validation_loss", validation.Loss),
                new("training_loss", trainingLoss),
                new("seconds", Stopwatch.GetElapsedTime(start).TotalSeconds)));
            if (verdict.Kind != VerdictKind.Continue)
            {
                break;
            }
        }

        return TrialOutcome.CompletedWith(model.ToLinear().ToCheckpoint());
    }

    /// <summary>The <c>test_error</c> of a trained model: 1 − the share of test images that it classifies right; null for a split without test images.</summary>
    public Metrics? Test(Checkpoint checkpoint, Core.Objectives.Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        TorchRuntime.EnsureLoaded();
        if (Data(cancel).Test is not { } test)
        {
            return null;
        }

        using var scope = TorchSharp.torch.NewDisposeScope();
        TorchDevice on = DeviceOf(device);
        using SoftmaxRegression model = SoftmaxRegression.Create(LinearWeights.From(checkpoint), on);
        return new Metrics("test_error", SoftmaxEvaluation.Of(model, test, on).Error);
    }

    private DividedDataset Data(CancellationToken cancel) =>
        _data ??= DataSplits.Apply(_options.Split, ImageDatasets.Load(_options.Data, null, cancel).Dataset);

    private static TorchDevice DeviceOf(Core.Objectives.Device device) =>
        device.Kind == DeviceKind.Cpu ? TorchSharp.torch.CPU : TorchSharp.torch.device(TorchSharp.DeviceType.CUDA, device.Index);
}
