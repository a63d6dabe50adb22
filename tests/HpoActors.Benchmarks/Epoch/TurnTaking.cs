using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Benchmarks.Epoch;

/// <summary>Runs the softmax objective as a trainer does, and lets the others have their turn, on the same thread, whenever it reports an epoch.</summary>
internal sealed class TurnTaking : ITrialReporter
{
    private readonly Action _others;
    private readonly TrialContext _context;
    private long _resumed;

    public TurnTaking(int core, int epochs, Action others)
    {
        _others = others;
        _context = new TrialContext(this)
        {
            Experiment = SoftmaxJob.Spec.Name,
            Seed = SoftmaxJob.Spec.Seed,
            Trial = new TrialId(0),
            Attempt = 1,
            Configuration = new Configuration([new("learning_rate", HyperparameterValue.Of(SoftmaxJob.LearningRate))]),
            Metric = SoftmaxJob.Spec.Metric,
            Device = Device.Cpu(core),
            Epochs = epochs,
        };
    }

    public List<EpochTime> Epochs { get; } = [];

    public void Run(IObjective objective)
    {
        _resumed = Stopwatch.GetTimestamp();
        if (objective.Run(_context, CancellationToken.None).Failure is { } failure)
        {
            throw new InvalidOperationException($"the softmax objective failed: {failure.Message}");
        }
    }

    public Verdict Report(int epoch, Metrics metrics)
    {
        double whole = Stopwatch.GetElapsedTime(_resumed).TotalSeconds;
        Epochs.Add(new EpochTime(whole - _context.Attributes["inference_seconds"], whole, metrics["validation_error"]));
        _others();
        _resumed = Stopwatch.GetTimestamp();
        return Verdict.Continue(_context.Epochs, new Reason("next-round"));
    }
}
