using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>
/// When what reached a searcher from outside, as its facts tell, is to reach it again: trainers' questions for work, reports and ends of attempts, each at its time
/// from the start, and no two at once, so that their order is the recorded one.
/// </summary>
internal sealed class ReplayPlan
{
    private readonly List<PlannedRequest> _requests = [];
    private readonly Dictionary<AttemptId, PlannedAttempt> _attempts = [];
    private readonly Dictionary<TrialId, PlannedAttempt> _running = [];
    private readonly HashSet<TimeSpan> _withoutProposal = [];
    private readonly HashSet<TimeSpan> _withoutResumption = [];
    private readonly DateTimeOffset _start;
    private TimeSpan _last;

    // The time of a question of which something has come, but no attempt so far.
    private DateTimeOffset? _asked;
    private bool _proposed;
    private bool _resumed;

    /// <param name="facts">All facts of an experiment, in order.</param>
    public ReplayPlan(IReadOnlyList<ExperimentEvent> facts)
    {
        _start = facts.Count > 0 ? facts[0].At : default;

        foreach (ExperimentEvent fact in facts)
        {
            Add(fact);
        }

        CloseRequest();
    }

    /// <summary>The questions for work that something came of, in order.</summary>
    public IReadOnlyList<PlannedRequest> Requests => _requests;

    /// <summary>The most attempts that ran at a time.</summary>
    public int MostAtOnce { get; private set; }

    /// <summary>When the last of all happens.</summary>
    public TimeSpan End => _last;

    /// <summary>Whether a trial may be proposed at a time: not by a question by which none was, be it for want of lanes or because enough trials ran.</summary>
    public bool MayProposeAt(TimeSpan time) => !_withoutProposal.Contains(time);

    /// <summary>Whether a paused trial may go on at a time: not by a question that had no lane for it.</summary>
    public bool MayResumeAt(TimeSpan time) => !_withoutResumption.Contains(time);

    /// <summary>How an attempt went, or null where there was none such.</summary>
    public PlannedAttempt? Find(AttemptId attempt) => _attempts.GetValueOrDefault(attempt);

    private void Add(ExperimentEvent fact)
    {
        switch (fact)
        {
            case AttemptStarted started:
                OpenRequest(fact.At);
                Close(fact.At, true);
                PlannedAttempt attempt = new();
                _attempts[new AttemptId(started.Trial, started.Attempt)] = attempt;
                _running[started.Trial] = attempt;
                MostAtOnce = Math.Max(MostAtOnce, _running.Count);
                break;
            case Reported reported when _running.TryGetValue(reported.Trial, out PlannedAttempt? running):
                CloseRequest();
                running.Reports.Add((Next(fact.At), new TrialReport(reported.Epoch, reported.Metrics)));
                break;
            case TrialPaused paused:
                EndOf(paused.Trial, fact.At, paused.Failure, paused.Seconds, paused.IsSaved);
                break;
            case AttemptFailed failed:
                EndOf(failed.Trial, fact.At, failed.Failure, failed.Seconds, false);
                break;
            case AttemptReturned returned:
                // It went on elsewhere; the replay's attempt ends there as one that its trainer gave up.
                EndOf(returned.Trial, fact.At, new TrialFailure(FailureKind.TrainerLost, "given back"), returned.Seconds, false);
                break;
            case TrialEnded { State: TrialState.Cancelled } cancelled:
                _running.Remove(cancelled.Trial);
                break;
            case TrialEnded ended:
                EndOf(ended.Trial, fact.At, ended.Failure, ended.Seconds, false);
                break;

            // What follows from a question, whether or not an attempt starts in the end: paused trials are decided about, new ones proposed.
            case VerdictGiven given when !_running.ContainsKey(given.Trial):
            case TrialProposed or TrialResumed or CheckpointLost or SpaceExhausted:
                OpenRequest(fact.At);
                _proposed |= fact is TrialProposed;
                _resumed |= fact is TrialResumed;
                break;
        }
    }

    private void OpenRequest(DateTimeOffset at)
    {
        if (_asked is not null && _asked != at)
        {
            CloseRequest();
        }

        _asked = at;
    }

    private void CloseRequest()
    {
        if (_asked is { } at)
        {
            Close(at, false);
        }
    }

    private void Close(DateTimeOffset at, bool gives)
    {
        TimeSpan time = Next(at);
        _requests.Add(new PlannedRequest(time, gives));
        if (!_proposed)
        {
            _withoutProposal.Add(time);
        }

        if (!gives && !_resumed)
        {
            _withoutResumption.Add(time);
        }

        _asked = null;
        _proposed = _resumed = false;
    }

    private void EndOf(TrialId trial, DateTimeOffset at, TrialFailure? failure, double seconds, bool isSaved)
    {
        if (_running.Remove(trial, out PlannedAttempt? running))
        {
            CloseRequest();
            running.End = new PlannedEnd(Next(at), failure, seconds, isSaved);
        }
    }

    private TimeSpan Next(DateTimeOffset at) => _last = TimeSpan.FromTicks(Math.Max((at - _start).Ticks, _last.Ticks + 1));
}

/// <summary>A question for work.</summary>
/// <param name="At">When it comes, from the start.</param>
/// <param name="Gives">Whether an attempt started by it; otherwise only something else came of it, such as the end of a paused trial.</param>
internal readonly record struct PlannedRequest(TimeSpan At, bool Gives);

/// <summary>An attempt as it was recorded.</summary>
internal sealed class PlannedAttempt
{
    public List<(TimeSpan At, TrialReport Report)> Reports { get; } = [];

    /// <summary>How it came back, or null where it did not.</summary>
    public PlannedEnd? End { get; set; }
}

/// <summary>How an attempt came back.</summary>
/// <param name="At">When, from the start.</param>
/// <param name="Failure">Why it failed, or null.</param>
/// <param name="Seconds">What the objective's thread spent.</param>
/// <param name="IsSaved">Whether it left a checkpoint.</param>
internal sealed record PlannedEnd(TimeSpan At, TrialFailure? Failure, double Seconds, bool IsSaved);
