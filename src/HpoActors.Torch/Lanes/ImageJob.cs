using HpoActors.Core.Objectives;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>What all objectives on images do alike: fetch their data, open sessions of lanes, measure a model on the test images.</summary>
/// <param name="options">Which data, how divided, and how many lanes.</param>
/// <param name="data">The data themselves, or null: fetched when they are needed.</param>
internal sealed class ImageJob(ImageOptions options, DividedDataset? data = null)
{
    private DividedDataset? _data = data;

    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded here.</exception>
    /// <exception cref="DatasetException">The dataset is not to be had or damaged.</exception>
    public ObjectiveDescription Prepare(IProgress<string> progress, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(progress);
        TorchRuntime.EnsureLoaded();
        LoadedDataset loaded = ImageDatasets.Load(options.Data, new DownloadLines(progress), cancel);
        if (loaded.Notice is null)
        {
            return new ObjectiveDescription(loaded.Dataset.Name, []);
        }

        progress.Report(loaded.Notice);
        return new ObjectiveDescription(loaded.Dataset.Name, [loaded.Notice]);
    }

    public LaneSession Open(LanePlan plan, Func<TrialContext, LaneSettings> settings, Core.Objectives.Device device)
    {
        TorchRuntime.EnsureLoaded();
        return new LaneSession(plan, Data(CancellationToken.None), settings, device, options.Lanes);
    }

    /// <summary>The <c>test_error</c> of a model; null for a split without test images.</summary>
    /// <exception cref="FormatException">The checkpoint is of another network.</exception>
    public Metrics? Test(Checkpoint checkpoint, NetworkShape shape, Core.Objectives.Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        TorchRuntime.EnsureLoaded();
        if (Data(cancel).Test is not { } test)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        LaneState state = LaneState.From(checkpoint, shape, momentum: false);
        using LaneModel model = new(shape, default, state, device.ToTorch());
        PackedNetwork network = new(shape, new Tiling(shape.TileSize(device.Kind), 1), [model], device.ToTorch());
        return new Metrics("test_error", Evaluator.Of([network], test, device.ToTorch(), cancel.ThrowIfCancellationRequested)[0].Error);
    }

    private DividedDataset Data(CancellationToken cancel) =>
        _data ??= DataSplits.Apply(options.Split, ImageDatasets.Load(options.Data, null, cancel).Dataset);
}
