using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>What all objectives on images do alike: fetch their data, open sessions of lanes, measure a model on the test images.</summary>
public abstract class ImageObjective : ILaneObjective, IPreparedObjective, ITestedObjective
{
    private readonly ImageOptions _options;
    private DividedDataset? _data;

    // Without data they are fetched when they are needed.
    private protected ImageObjective(ImageOptions options, DividedDataset? data)
    {
        _options = options;
        _data = data;
    }

    /// <inheritdoc/>
    public int? Lanes => _options.Lanes;

    /// <inheritdoc/>
    public abstract PackKey KeyOf(Configuration configuration);

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
    public ILaneSession Open(Core.Objectives.Device device, PackKey key)
    {
        TorchRuntime.EnsureLoaded();
        return new LaneSession(PlanOf(key), Data(CancellationToken.None), trial => SettingsOf(trial.Configuration), device, Lanes);
    }

    /// <summary>The <c>test_error</c> of a trained model: 1 − the share of test images that it classifies right; null for a split without test images.</summary>
    /// <exception cref="FormatException">The checkpoint is of no such network.</exception>
    public Metrics? Test(Checkpoint checkpoint, Core.Objectives.Device device, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        TorchRuntime.EnsureLoaded();
        if (Data(cancel).Test is not { } test)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        NetworkShape shape = LaneState.ShapeOf(checkpoint);
        LaneState state = LaneState.From(checkpoint, shape, momentum: false);
        using LaneModel model = new(shape, default, state, device.ToTorch());
        PackedNetwork network = new(shape, new Tiling(shape.TileSize(device.Kind), 1), [model], device.ToTorch());
        return new Metrics("test_error", Evaluator.Of([network], test, device.ToTorch(), cancel.ThrowIfCancellationRequested)[0].Error);
    }

    // What the lanes of a pack have in common, from the key that KeyOf made.
    private protected abstract LanePlan PlanOf(PackKey key);

    private protected abstract LaneSettings SettingsOf(Configuration configuration);

    private DividedDataset Data(CancellationToken cancel) =>
        _data ??= DataSplits.Apply(_options.Split, ImageDatasets.Load(_options.Data, null, cancel).Dataset);
}
