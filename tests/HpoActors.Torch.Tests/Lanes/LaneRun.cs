using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>A session under test that writes down what its lanes report, to the last bit. Logs outlive sessions: a trial may go from one to another.</summary>
internal sealed class LaneRun : IDisposable
{
    public const long Seed = 1;
    private readonly Dictionary<int, LaneLog> _logs;
    private readonly ILaneSession _session;
    private readonly HashSet<int> _inside = [];

    public LaneRun(ILaneObjective objective, PackKey key, Dictionary<int, LaneLog>? logs = null, Device device = default)
    {
        TorchRuntime.EnsureLoaded();
        _logs = logs ?? [];
        _session = objective.Open(device, key);
    }

    public int TileSize => _session.TileSize;

    public bool EpochsShareAPass => _session.EpochsShareAPass;

    public LaneLog this[LaneTrial trial] => _logs[trial.Id];

    /// <summary>What a trial reports alone, and its state at the end.</summary>
    public static LaneLog Alone(ILaneObjective objective, LaneTrial trial, int epochs, Device device = default)
    {
        using LaneRun run = new(objective, objective.KeyOf(trial.Configuration), device: device);
        run.Admit(trial);
        for (int epoch = 1; epoch <= epochs && !run[trial].Failed; epoch++)
        {
            run.Train(trial);
        }

        run.Release(trial);
        return run[trial];
    }

    /// <summary>Takes a trial in: new, or where its log says that it left off.</summary>
    public void Admit(params IReadOnlyList<LaneTrial> trials)
    {
        foreach (LaneTrial trial in trials)
        {
            LaneLog log = _logs.TryGetValue(trial.Id, out LaneLog? known) ? known : _logs[trial.Id] = new LaneLog();
            _session.Admit(Context(trial, log));
            _inside.Add(trial.Id);
        }
    }

    /// <summary>Trains lanes an epoch each, in as few passes as the session allows.</summary>
    public void Train(params IReadOnlyList<LaneTrial> trials) => Train(trials, () => { });

    public void Train(IReadOnlyList<LaneTrial> trials, Action pulse)
    {
        foreach (IGrouping<int, LaneTrial> pass in trials.GroupBy(trial => EpochsShareAPass ? 0 : _logs[trial.Id].NextEpoch))
        {
            IReadOnlyList<LaneReport> reports = _session.TrainEpoch([.. pass.Select(trial => trial.TrialId)], pulse);
            Assert.Equal(pass.Select(trial => trial.TrialId), reports.Select(report => report.Trial));
            foreach (LaneReport report in reports)
            {
                _logs[report.Trial.Value].Add(report);
            }
        }
    }

    public void Release(params IReadOnlyList<LaneTrial> trials)
    {
        foreach (LaneTrial trial in trials)
        {
            _logs[trial.Id].Checkpoint = _session.Release(trial.TrialId);
            _inside.Remove(trial.Id);
        }
    }

    public bool Holds(LaneTrial trial) => _inside.Contains(trial.Id);

    public void Dispose() => _session.Dispose();

    private static TrialContext Context(LaneTrial trial, LaneLog log) => new(new NoReports())
    {
        Experiment = "test",
        Seed = Seed,
        Trial = trial.TrialId,
        Attempt = 1,
        Configuration = trial.Configuration,
        Metric = "validation_error",
        Device = Device.Cpu(0),
        FirstEpoch = log.NextEpoch,
        Epochs = 1000,

        // The bytes alone, as they come from a file or from another node.
        Checkpoint = log.Checkpoint is { } left ? new Checkpoint(left.Format, left.Content.ToArray()) : null,
    };

    /// <summary>Reports are the trainer's affair.</summary>
    private sealed class NoReports : ITrialReporter
    {
        public Verdict Report(int epoch, Metrics metrics) => throw new InvalidOperationException("a session does not report");
    }
}

/// <summary>What a lane reported.</summary>
internal sealed class LaneLog
{
    /// <summary>The epochs' numbers in full, without the time that they took; for a failed epoch the failure.</summary>
    public List<string> Reports { get; } = [];

    public List<Metrics> Metrics { get; } = [];

    /// <summary>The state at the last release.</summary>
    public Checkpoint? Checkpoint { get; set; }

    public bool Failed { get; private set; }

    public int NextEpoch => Reports.Count + 1;

    public void Add(LaneReport report)
    {
        Assert.Equal(NextEpoch, report.Epoch);
        Assert.False(Failed);
        Failed = report.Failure is not null;
        Metrics.Add(report.Metrics);
        Reports.Add($"{report.Epoch}: {report.Failure?.ToString() ?? Trials.Ran.Untimed(report.Metrics).ToString()}");
    }

    /// <summary>The same reports to the last bit, and the same state where it means something.</summary>
    public static void AssertSame(LaneLog alone, LaneLog beside)
    {
        Assert.Equal(alone.Reports, beside.Reports);
        if (!alone.Failed && alone.Checkpoint is { } expected && beside.Checkpoint is { } actual)
        {
            Assert.True(expected.Content.Span.SequenceEqual(actual.Content.Span), "the weights differ where the reports agree");
        }
    }
}
