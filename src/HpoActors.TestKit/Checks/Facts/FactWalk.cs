using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Checks.Facts;

/// <summary>Goes through an experiment's facts, one after the other, with the state of its trials before each. A model of its own: what is checked has no part in it.</summary>
internal sealed class FactWalk
{
    private readonly Dictionary<TrialId, WalkedTrial> _live = [];
    private readonly string _run;

    /// <param name="spec">The experiment as it was meant.</param>
    /// <param name="facts">Its facts.</param>
    /// <param name="run">What names the run in messages, such as its seed.</param>
    public FactWalk(ExperimentSpec spec, IReadOnlyList<ExperimentEvent> facts, string run)
    {
        Spec = spec;
        Facts = facts;
        _run = run;
    }

    public ExperimentSpec Spec { get; }

    public IReadOnlyList<ExperimentEvent> Facts { get; }

    /// <summary>The number of the present fact.</summary>
    public int Index { get; private set; }

    /// <summary>The trials that have not ended, as they were before the present fact.</summary>
    public IReadOnlyDictionary<TrialId, WalkedTrial> Live => _live;

    /// <summary>The trials proposed.</summary>
    public int Proposed { get; private set; }

    /// <summary>The epochs reported.</summary>
    public long Used { get; private set; }

    /// <summary>The epochs that running attempts may still train unasked.</summary>
    public long Reserved { get; private set; }

    /// <summary>The present fact's trial, or null where it is about none that is alive.</summary>
    public WalkedTrial? Trial => TrialOf(Facts[Index]) is { } id ? _live.GetValueOrDefault(id) : null;

    /// <summary>Goes through all facts; the checks look at each before it counts.</summary>
    public void Run(params IReadOnlyList<IFactCheck> checks)
    {
        for (Index = 0; Index < Facts.Count; Index++)
        {
            foreach (IFactCheck check in checks)
            {
                check.On(this, Facts[Index]);
            }

            Apply(Facts[Index]);
            foreach (IFactCheck check in checks)
            {
                check.After(this, Facts[Index]);
            }
        }

        foreach (IFactCheck check in checks)
        {
            check.AtEnd(this);
        }
    }

    /// <summary>A breach at the present fact.</summary>
    public ConformanceException Breach(string check, string problem) => new(
        check, Index < Facts.Count ? $"{_run}, fact {Index}: {problem}\n  {Facts[Index]}" : $"{_run}: {problem}");

    /// <summary>The trial that a fact is about, or null.</summary>
    public static TrialId? TrialOf(ExperimentEvent fact) => fact switch
    {
        TrialProposed f => f.Trial,
        AttemptStarted f => f.Trial,
        Reported f => f.Trial,
        VerdictGiven f => f.Trial,
        TrialPaused f => f.Trial,
        TrialResumed f => f.Trial,
        CheckpointLost f => f.Trial,
        AttemptFailed f => f.Trial,
        AttemptReturned f => f.Trial,
        TrialEnded f => f.Trial,
        _ => null,
    };

    private void Apply(ExperimentEvent fact)
    {
        if (fact is TrialProposed proposed)
        {
            Proposed++;
            _live[proposed.Trial] = new WalkedTrial(proposed.Trial, proposed.Configuration, Spec.EpochsOf(proposed.Configuration)) { StartFrom = proposed.StartFrom };
            return;
        }

        if (Trial is not { } trial)
        {
            return;
        }

        switch (fact)
        {
            case AttemptStarted started:
                trial.State = TrialState.Running;
                trial.Attempt = started.Attempt;
                trial.Trainer = started.Trainer;
                trial.FirstEpoch = started.FirstEpoch;
                if (trial.Epoch != started.FirstEpoch - 1)
                {
                    trial.Epoch = started.FirstEpoch - 1;
                    trial.Value = double.NaN;
                }

                trial.Until = started.Until;
                Reserved += started.Until - trial.Epoch;
                break;
            case Reported reported:
                Reserved -= reported.Epoch - trial.Epoch;
                Used += reported.Epoch - trial.Epoch;
                trial.Epoch = reported.Epoch;
                trial.Value = reported.Metrics.TryGet(Spec.Metric, out double value) ? value : double.NaN;
                break;
            case VerdictGiven { Verdict: var verdict } when trial.State == TrialState.Running:
                if (verdict.Kind == VerdictKind.Continue)
                {
                    Reserved += verdict.Until - trial.Until;
                    trial.Until = verdict.Until;
                }
                else
                {
                    trial.Ending = verdict.Kind;
                }

                break;
            case VerdictGiven { Verdict.Kind: VerdictKind.Stop }:
                trial.Ending = VerdictKind.Stop;
                break;
            case TrialPaused paused:
                trial.State = TrialState.Paused;
                trial.Ending = null;
                trial.StartFrom = paused.IsSaved ? new CheckpointId(trial.Id, trial.Epoch) : trial.StartFrom;
                break;
            case TrialResumed resumed:
                trial.State = TrialState.Proposed;
                trial.Until = resumed.Until;
                break;
            case CheckpointLost:
                trial.StartFrom = null;
                break;
            case AttemptFailed:
                Reserved -= trial.Until - trial.Epoch;
                trial.State = TrialState.Proposed;
                trial.Failures++;
                break;
            case AttemptReturned returned:
                Reserved -= trial.Until - trial.Epoch;
                trial.State = TrialState.Proposed;
                trial.StartFrom = returned.IsSaved ? new CheckpointId(trial.Id, trial.Epoch) : trial.StartFrom;
                break;
            case TrialEnded:
                Reserved -= trial.State == TrialState.Running ? trial.Until - trial.Epoch : 0;
                _live.Remove(trial.Id);
                break;
        }
    }
}

/// <summary>A trial in the walk.</summary>
internal sealed class WalkedTrial(TrialId id, Core.Spaces.Configuration configuration, int epochs)
{
    public TrialId Id { get; } = id;

    public Core.Spaces.Configuration Configuration { get; } = configuration;

    /// <summary>Its last epoch.</summary>
    public int Epochs { get; } = epochs;

    public TrialState State { get; set; } = TrialState.Proposed;

    public CheckpointId? StartFrom { get; set; }

    public int Attempt { get; set; }

    public string? Trainer { get; set; }

    public int FirstEpoch { get; set; }

    public int Epoch { get; set; }

    /// <summary>The milestone up to which it may train, once there was one; an attempt that fails takes nothing of it back.</summary>
    public int Until { get; set; }

    public double Value { get; set; } = double.NaN;

    public int Failures { get; set; }

    /// <summary>Pause or stop, once it was told so.</summary>
    public VerdictKind? Ending { get; set; }
}

/// <summary>Looks at facts as a walk comes by them.</summary>
internal interface IFactCheck
{
    /// <summary>Before a fact counts.</summary>
    void On(FactWalk walk, ExperimentEvent fact);

    /// <summary>After it counted.</summary>
    void After(FactWalk walk, ExperimentEvent fact)
    {
    }

    /// <summary>After all facts.</summary>
    void AtEnd(FactWalk walk)
    {
    }
}
