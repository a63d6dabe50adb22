using System.Collections.Concurrent;
using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Tests.Training;

/// <summary>
/// Trains lanes that learn a pure function of trial and epoch, in tiles of four, with packs by the hyperparameter <c>key</c> where there is one. What goes wrong, the test says.
/// </summary>
internal sealed class InTestLanes : ILaneObjective, IDisposable
{
    private int _disposed;

    public int? Lanes { get; init; }

    public int SessionLanes { get; init; } = 64;

    public bool EpochsShareAPass { get; init; }

    /// <summary>Called in each pass before anything is learned, with the trials and the pulse.</summary>
    public Action<ImmutableArray<int>, Action> OnPass { get; init; } = (_, pulse) => pulse();

    public Action OnOpen { get; init; } = () => { };

    /// <summary>Called with the trial and the lanes that are there already.</summary>
    public Action<int, int> OnAdmit { get; init; } = (_, _) => { };

    /// <summary>Called with a trial that goes on after a pause.</summary>
    public Action<TrialContext> OnResume { get; init; } = _ => { };

    public Action<int> OnRelease { get; init; } = _ => { };

    /// <summary>Changes a report.</summary>
    public Func<LaneReport, LaneReport> Report { get; init; } = report => report;

    /// <summary>The passes that went well: the pack and its lanes' trials and epochs.</summary>
    public ConcurrentQueue<Pass> Passes { get; } = [];

    public ConcurrentQueue<string> SessionsOpened { get; } = [];

    public ConcurrentQueue<string> SessionsDisposed { get; } = [];

    public ManualResetEventSlim Disposed { get; } = new();

    public int TimesDisposed => _disposed;

    public static double ValueOf(int trial, int epoch) => (trial + 1.0) / epoch;

    public PackKey KeyOf(Configuration configuration) => new(configuration.TryGet("key", out HyperparameterValue key) ? key.AsText() : "one");

    public ILaneSession Open(Device device, PackKey key)
    {
        OnOpen();
        SessionsOpened.Enqueue(key.Value);
        return new Session(this, key.Value);
    }

    public void Dispose()
    {
        Interlocked.Increment(ref _disposed);
        Disposed.Set();
    }

    internal sealed record Pass(string Key, ImmutableArray<(int Trial, int Epoch)> Lanes);

    private sealed class Session(InTestLanes objective, string key) : ILaneSession
    {
        private readonly Dictionary<TrialId, int> _epochs = [];
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public int Lanes => objective.SessionLanes;

        public int TileSize => 4;

        public bool EpochsShareAPass => objective.EpochsShareAPass;

        public void Admit(TrialContext trial)
        {
            objective.OnAdmit(trial.Trial.Value, _epochs.Count);
            if (trial.FirstEpoch > 1)
            {
                objective.OnResume(trial);
                Assert.Equal([(byte)trial.Trial.Value, (byte)(trial.FirstEpoch - 1)], trial.Checkpoint!.Content.ToArray());
            }

            _epochs.Add(trial.Trial, trial.FirstEpoch - 1);
            trial.Attributes["parameters"] = 7;
        }

        public IReadOnlyList<LaneReport> TrainEpoch(IReadOnlyList<TrialId> lanes, Action pulse)
        {
            Assert.Equal(_thread, Environment.CurrentManagedThreadId);
            Assert.True(EpochsShareAPass || lanes.Select(t => _epochs[t]).Distinct().Count() == 1, "lanes of one pass are at different epochs");
            objective.OnPass([.. lanes.Select(t => t.Value)], pulse);
            foreach (TrialId lane in lanes)
            {
                _epochs[lane]++;
            }

            objective.Passes.Enqueue(new Pass(key, [.. lanes.Select(t => (t.Value, _epochs[t]))]));
            return [.. lanes.Select(t => objective.Report(new LaneReport(t, _epochs[t], new Metrics(Specs.Metric, ValueOf(t.Value, _epochs[t])))))];
        }

        public Checkpoint Release(TrialId trial)
        {
            objective.OnRelease(trial.Value);
            Assert.True(_epochs.Remove(trial, out int epoch), $"trial {trial} is no lane here");
            return new Checkpoint("test/1", new[] { (byte)trial.Value, (byte)epoch });
        }

        public void Dispose() => objective.SessionsDisposed.Enqueue(key);
    }
}
