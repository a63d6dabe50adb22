using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Runs;

/// <summary>Stands between a driver and a scheduler, asks every question several times where it is told to, and finds what the scheduler may not do.</summary>
internal class WatchedScheduler(ITrialScheduler inner, Func<string, ConformanceException> breach, bool asksAgain) : ITrialScheduler
{
    private const int LongestReason = 120;

    private readonly Dictionary<TrialId, int> _first = [];
    private readonly HashSet<TrialId> _live = [];
    private readonly HashSet<TrialId> _paused = [];
    private readonly HashSet<TrialId> _toPause = [];
    private Decision? _named;

    /// <summary>What was decided, in order.</summary>
    public List<string> Decisions { get; } = [];

    public int FirstMilestone(TrialId trial, Configuration configuration)
    {
        int first = Ask(() => inner.FirstMilestone(trial, configuration), "FirstMilestone");
        Require(first >= 1, $"wants to be asked about trial {trial} at epoch {first}");
        if (_live.Contains(trial))
        {
            Require(_first.TryAdd(trial, first) || _first[trial] == first, $"wanted to be asked about trial {trial} first at epoch {_first[trial]} and now at {first}");
        }

        return first;
    }

    public void OnProposed(TrialId trial, Proposal proposal)
    {
        int before = Guard(() => inner.FirstMilestone(trial, proposal.Configuration), "FirstMilestone");
        Guard(() => inner.OnProposed(trial, proposal), "OnProposed");
        int after = Guard(() => inner.FirstMilestone(trial, proposal.Configuration), "FirstMilestone");

        // Before it is proposed nobody knows of a copy where it goes on.
        Require(before == after || proposal.StartFrom is not null, $"wanted to be asked about trial {trial} first at epoch {before}, and at {after} once it was proposed");
        _live.Add(trial);
        _first[trial] = after;
        _named = null;
    }

    public void OnLastProposed()
    {
        Guard(inner.OnLastProposed, "OnLastProposed");
        _named = null;
    }

    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        Verdict verdict = Guard(() => inner.OnMilestone(trial, epoch, value), "OnMilestone");
        Require(verdict.Kind != VerdictKind.Continue || verdict.Until > epoch, $"lets trial {trial} go on at epoch {epoch} until epoch {verdict.Until}");
        CheckReason(trial, verdict.Reason);
        if (verdict.Kind == VerdictKind.Pause)
        {
            _toPause.Add(trial);
        }

        _named = null;
        Decisions.Add($"{trial} at {epoch}: {verdict}");
        return verdict;
    }

    public void OnPaused(TrialId trial)
    {
        Guard(() => inner.OnPaused(trial), "OnPaused");
        _toPause.Remove(trial);
        _paused.Add(trial);
        _named = null;
    }

    public Decision? Next()
    {
        Decision? next = Ask(inner.Next, "Next");
        Require(_named is null || next == _named, $"decided about a paused trial, {_named}, and before it was answered otherwise: {next}");
        if (next is { } decision)
        {
            Require(_paused.Contains(decision.Trial), $"decides about trial {decision.Trial}, which is {StateOf(decision.Trial)}");
            Require(decision.Verdict.Kind != VerdictKind.Pause, $"pauses trial {decision.Trial}, which is paused");
            CheckReason(decision.Trial, decision.Verdict.Reason);
        }

        _named = next;
        return next;
    }

    public void OnResumed(TrialId trial)
    {
        Guard(() => inner.OnResumed(trial), "OnResumed");
        _paused.Remove(trial);
        Decisions.Add($"{trial} goes on: {_named}");
        _named = null;
    }

    public void OnEnd(TrialId trial, TrialState state)
    {
        Guard(() => inner.OnEnd(trial, state), $"OnEnd with {state}");
        _live.Remove(trial);
        _paused.Remove(trial);
        _toPause.Remove(trial);
        _named = null;
    }

    public static WatchedScheduler Around(ITrialScheduler inner, Func<string, ConformanceException> breach, bool asksAgain) =>
        inner is IProposingScheduler proposer ? new Proposing(proposer, breach, asksAgain) : new WatchedScheduler(inner, breach, asksAgain);

    private string StateOf(TrialId trial) => !_live.Contains(trial) ? "no trial, or has ended" : _toPause.Contains(trial) ? "still at its trainer" : "not paused";

    private void CheckReason(TrialId trial, Reason reason)
    {
        string text = reason?.ToString() ?? "";
        Require(!string.IsNullOrWhiteSpace(reason?.Rule) && text.Length <= LongestReason && !text.Contains('\n', StringComparison.Ordinal), $"gives no short reason for what becomes of trial {trial}: '{text}'");
    }

    private void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw breach(problem);
        }
    }

    private T Ask<T>(Func<T> question, string name)
    {
        T answer = Guard(question, name);
        for (int i = 0; asksAgain && i < 2; i++)
        {
            T again = Guard(question, name);
            Require(EqualityComparer<T>.Default.Equals(answer, again), $"answered {name} with {answer}, and asked again with {again}");
        }

        return answer;
    }

    private T Guard<T>(Func<T> call, string name)
    {
        try
        {
            return call();
        }
        catch (Exception error)
        {
            throw breach($"broke in {name}: {error.GetType().Name}: {error.Message}");
        }
    }

    private void Guard(Action call, string name) => Guard(
        () =>
        {
            call();
            return true;
        },
        name);

    private sealed class Proposing(IProposingScheduler inner, Func<string, ConformanceException> breach, bool asksAgain)
        : WatchedScheduler(inner, breach, asksAgain), IProposingScheduler
    {
        public bool HasRoom => Ask(() => inner.HasRoom, "HasRoom");

        // The stream goes on as it is drawn from; asked again, the question has it from its start.
        public Proposal? Propose(TrialId trial, RandomStream random) => Guard(() => inner.Propose(trial, random), "Propose");
    }
}
