using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;
using TorchDevice = TorchSharp.torch.Device;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Networks of one shape in training on one device. Between passes each lane holds its own weights; a pass packs the lanes that share it into tiles, so that lanes
/// come and go freely, free places cost nothing, and a pass that fails has changed nothing.
/// </summary>
internal sealed class LaneSession : ILaneSession
{
    // Images gathered in one call: many mini-batches, and few enough to stay near the core.
    public const int Gathered = 512;

    private readonly LanePlan _plan;
    private readonly DividedDataset _data;
    private readonly Func<TrialContext, LaneSettings> _settings;
    private readonly TorchDevice _device;
    private readonly int _batchSize;
    private readonly Tiling _tiling;
    private readonly ImageBatches _full;
    private readonly ImageBatches? _rest;
    private readonly Dictionary<TrialId, Lane> _lanes = [];

    /// <param name="plan">What the lanes have in common.</param>
    /// <param name="data">The images.</param>
    /// <param name="settings">How a trial learns.</param>
    /// <param name="device">Core or GPU.</param>
    /// <param name="lanes">The most lanes, or null: as many as pay.</param>
    public LaneSession(LanePlan plan, DividedDataset data, Func<TrialContext, LaneSettings> settings, Core.Objectives.Device device, int? lanes)
    {
        _plan = plan;
        _data = data;
        _settings = settings;
        _device = device.ToTorch();
        _batchSize = Math.Min(plan.BatchSize, data.Training.Count);
        _full = new ImageBatches(_batchSize, Math.Max(1, Gathered / _batchSize), _device);
        int left = data.Training.Count % _batchSize;
        _rest = left == 0 ? null : new ImageBatches(left, 1, _device);
        _tiling = Tiling.Of(plan.Shape, device, left == 0 ? [_batchSize] : [_batchSize, left]);
        Lanes = lanes ?? LaneProbe.LanesFor(plan with { BatchSize = _batchSize }, _tiling, _full, ImageTensors.Of(data.Training.Source, _device), device);
    }

    public int Lanes { get; }

    public int TileSize => _tiling.Size;

    public bool EpochsShareAPass => _plan.Order == DataOrder.Fixed;

    public void Admit(TrialContext trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        if (_lanes.ContainsKey(trial.Trial))
        {
            throw new ArgumentException($"trial {trial.Trial} has a lane here already", nameof(trial));
        }

        LaneState state = trial.Checkpoint is { } checkpoint
            ? LaneState.From(checkpoint, _plan.Shape, _plan.HasMomentum)
            : LaneState.Initial(_plan.Shape, _plan.HasMomentum, trial.Random("weights"));
        _lanes.Add(trial.Trial, new Lane(trial, new LaneModel(_plan.Shape, _settings(trial), state, _device)));
        trial.Attributes["parameters"] = _plan.Shape.Parameters;
    }

    public IReadOnlyList<LaneReport> TrainEpoch(IReadOnlyList<TrialId> lanes, Action pulse)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        ArgumentNullException.ThrowIfNull(pulse);
        Lane[] training = [.. lanes.Select(trial => _lanes.GetValueOrDefault(trial) ?? throw Stranger(trial))];
        int epoch = training[0].NextEpoch;
        if (!EpochsShareAPass && training.Any(lane => lane.NextEpoch != epoch))
        {
            throw new ArgumentException("the lanes are at different epochs, whose data have different orders", nameof(lanes));
        }

        using var scope = NewDisposeScope();
        long start = Stopwatch.GetTimestamp();
        TrainingPass pass = new(_plan, _tiling, training, _data.Training, _device);
        int[] order = EpochOrder.Of(_plan.Order, training[0].Trial.Seed, epoch, _data.Training.Start, _data.Training.Count);
        double[] losses = pass.Run(order, _full, _rest, pulse);
        long trained = Stopwatch.GetTimestamp();
        Evaluation[] validation = pass.Evaluate(_data.Validation, pulse);
        pass.Commit();

        // A lane's share of the time that all took.
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / training.Length;
        double inference = Stopwatch.GetElapsedTime(trained).TotalSeconds / training.Length;
        return [.. training.Select((lane, i) => Report(lane, losses[i], validation[i], seconds, inference))];
    }

    public Checkpoint Release(TrialId trial)
    {
        if (!_lanes.Remove(trial, out Lane? lane))
        {
            throw Stranger(trial);
        }

        using (lane.Model)
        {
            return lane.Model.State.ToCheckpoint(_plan.Shape.Activation);
        }
    }

    public void Dispose()
    {
        foreach (Lane lane in _lanes.Values)
        {
            lane.Model.Dispose();
        }

        _lanes.Clear();
        _full.Dispose();
        _rest?.Dispose();
    }

    private static ArgumentException Stranger(TrialId trial) => new($"trial {trial} has no lane here");

    private LaneReport Report(Lane lane, double loss, Evaluation validation, double seconds, double inference)
    {
        int epoch = lane.NextEpoch++;
        lane.Trial.Attributes["inference_seconds"] = inference;
        return double.IsFinite(loss)
            ? new LaneReport(lane.Trial.Trial, epoch, new Metrics(
                new("validation_error", validation.ErrorOverBatches(_batchSize)),
                new("validation_loss", validation.Loss),
                new("training_loss", loss),
                new("seconds", seconds)))
            : new LaneReport(lane.Trial.Trial, epoch, Metrics.None, new TrialFailure(
                FailureKind.Diverged, $"the training loss became {loss} in epoch {epoch}; lower the learning rate"));
    }
}
