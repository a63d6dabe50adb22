using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Experiments;

/// <summary>
/// Aggregates an experiment's facts into results. Holds the trials in flight and all ended ones, or the best <see cref="ExperimentSpec.KeepTrials"/>,
/// so that memory stays flat over millions of trials. Not thread-safe.
/// </summary>
public sealed class Leaderboard
{
    private readonly ExperimentSpec _spec;
    private readonly Dictionary<TrialId, Entry> _live = [];
    private readonly SortedSet<TrialResult> _ended;
    private readonly int[] _counts = new int[Enum.GetValues<TrialState>().Length];
    private DateTimeOffset _startedAt;
    private DateTimeOffset _lastAt;

    /// <summary>An empty board.</summary>
    public Leaderboard(ExperimentSpec spec)
    {
        _spec = spec ?? throw new ArgumentNullException(nameof(spec));
        _ended = new SortedSet<TrialResult>(new BestFirst(spec));
    }

    /// <summary>The best trial so far, or null.</summary>
    public TrialResult? Best { get; private set; }

    /// <summary>Where the experiment stands.</summary>
    public ExperimentPhase Phase { get; private set; }

    /// <summary>Why it ended, or null.</summary>
    public Reason? EndReason { get; private set; }

    /// <summary>What the best trial's model measured on data that the search never saw, or null.</summary>
    public Metrics? Test { get; private set; }

    /// <summary>The epochs reported, of all attempts.</summary>
    public long Epochs { get; private set; }

    /// <summary>The number of trials in a state.</summary>
    public int CountOf(TrialState state) => _counts[(int)state];

    /// <summary>A trial in flight or a kept one, or null.</summary>
    public TrialResult? Find(TrialId trial) =>
        _live.TryGetValue(trial, out Entry? entry) ? entry.ToResult() : _ended.FirstOrDefault(t => t.Id == trial);

    /// <summary>Whether a value beats the best one: smaller after turning the sign, the earlier trial on a tie, never NaN.</summary>
    public static bool IsBetter(ExperimentSpec spec, double value, TrialId trial, double bestValue, TrialId? best)
    {
        ArgumentNullException.ThrowIfNull(spec);
        if (double.IsNaN(value))
        {
            return false;
        }

        double difference = spec.ToMinimize(value) - spec.ToMinimize(bestValue);
        return best is not { } holder || difference < 0 || (difference == 0 && trial < holder);
    }

    /// <summary>Takes notice of a fact.</summary>
    public void Apply(ExperimentEvent fact)
    {
        ArgumentNullException.ThrowIfNull(fact);
        if (fact is not BestTested)
        {
            _lastAt = fact.At;
        }

        switch (fact)
        {
            case Started started:
                Phase = ExperimentPhase.Running;
                _startedAt = started.At;
                break;
            case TrialProposed proposed:
                _live.Add(proposed.Trial, new Entry(proposed));
                _counts[(int)TrialState.Proposed]++;
                break;
            case AttemptStarted started:
                Entry entry = Move(started.Trial, TrialState.Running);
                entry.Trainer = started.Trainer;
                entry.StartedAt ??= started.At;
                entry.Attempt = started.Attempt;
                entry.Failure = null;
                entry.Epoch = started.FirstEpoch - 1;
                if (entry.Reports.RemoveAll(r => r.Epoch > entry.Epoch) > 0)
                {
                    entry.Value = double.NaN;
                }

                break;
            case Reported reported:
                Entry reporter = _live[reported.Trial];
                Epochs += reported.Epoch - reporter.Epoch;
                reporter.Epoch = reported.Epoch;
                reporter.Reports.Add(new TrialReport(reported.Epoch, reported.Metrics));
                reporter.Value = reported.Metrics.TryGet(_spec.Metric, out double value) ? value : double.NaN;
                break;
            case VerdictGiven given:
                _live[given.Trial].Verdict = new TrialVerdict(given.Epoch, given.Verdict.Kind, given.Verdict.Reason);
                break;
            case TrialPaused paused:
                Move(paused.Trial, TrialState.Paused).Seconds += paused.Seconds;
                break;
            case TrialResumed resumed:
                Entry called = Move(resumed.Trial, TrialState.Proposed);
                called.Verdict = new TrialVerdict(called.Epoch, Schedulers.VerdictKind.Continue, resumed.Reason);
                break;
            case AttemptFailed failed:
                Entry retried = Move(failed.Trial, TrialState.Proposed);
                retried.Seconds += failed.Seconds;
                retried.Failure = failed.Failure;
                break;
            case AttemptReturned returned:
                Move(returned.Trial, TrialState.Proposed).Seconds += returned.Seconds;
                break;
            case TrialEnded ended:
                End(ended);
                break;
            case Ended ended:
                Phase = ended.Phase;
                EndReason = ended.Reason;
                break;
            case BestTested tested:
                Test = tested.Metrics;
                break;
        }
    }

    /// <summary>The results so far.</summary>
    public ExperimentResult ToResult() => new()
    {
        Spec = _spec,
        Phase = Phase,
        EndReason = EndReason,
        Seconds = (_lastAt - _startedAt).TotalSeconds,
        Counts = Enum.GetValues<TrialState>().Where(s => CountOf(s) > 0).ToDictionary(s => s, CountOf),
        Best = Best,
        Test = Test,
        Trials = [.. _ended.Concat(_live.Values.Select(e => e.ToResult())).OrderBy(t => t.Id)],
    };

    private Entry Move(TrialId trial, TrialState state)
    {
        Entry entry = _live[trial];
        _counts[(int)entry.State]--;
        _counts[(int)state]++;
        entry.State = state;
        return entry;
    }

    private void End(TrialEnded ended)
    {
        Entry entry = Move(ended.Trial, ended.State);
        entry.Seconds += ended.Seconds;
        entry.Value = ended.State == TrialState.Failed ? double.NaN : ended.Value;
        entry.Failure = ended.Failure;
        entry.Attributes = ended.Attributes;
        _live.Remove(ended.Trial);

        TrialResult result = entry.ToResult();
        if (_spec.BestOf.Counts(ended.State) && IsBetter(_spec, ended.Value, ended.Trial, Best?.Value ?? double.NaN, Best?.Id))
        {
            Best = result;
        }

        if (_spec.KeepTrials is not { } keep || _ended.Count < keep)
        {
            _ended.Add(result);
        }
        else if (_ended.Comparer.Compare(result, _ended.Max!) < 0)
        {
            _ended.Remove(_ended.Max!);
            _ended.Add(result);
        }
    }

    private sealed class Entry(TrialProposed proposed)
    {
        public TrialState State { get; set; } = TrialState.Proposed;

        public int Attempt { get; set; }

        // The last epoch trained, by this trial or by the one that it is a copy of.
        public int Epoch { get; set; }

        public string? Trainer { get; set; }

        public DateTimeOffset? StartedAt { get; set; }

        public double Seconds { get; set; }

        public double Value { get; set; } = double.NaN;

        public TrialFailure? Failure { get; set; }

        public TrialVerdict? Verdict { get; set; }

        public Metrics Attributes { get; set; } = Metrics.None;

        public List<TrialReport> Reports { get; } = new(1);

        public TrialResult ToResult() => new()
        {
            Id = proposed.Trial,
            State = State,
            Configuration = proposed.Configuration,
            Reason = proposed.Reason,
            Value = Value,
            Attempts = Attempt,
            Trainer = Trainer,
            StartedAt = StartedAt,
            Seconds = Seconds,
            Failure = Failure,
            Verdict = Verdict,
            Reports = [.. Reports],
            Attributes = Attributes,
        };
    }

    // Those that count come first, the best of them foremost; then the others by id.
    private sealed class BestFirst(ExperimentSpec spec) : IComparer<TrialResult>
    {
        public int Compare(TrialResult? x, TrialResult? y)
        {
            int order = Rank(x!).CompareTo(Rank(y!));
            return order != 0 ? order : x!.Id.CompareTo(y!.Id);
        }

        private double Rank(TrialResult trial) =>
            spec.BestOf.Counts(trial.State) && !double.IsNaN(trial.Value) ? spec.ToMinimize(trial.Value) : double.PositiveInfinity;
    }
}
