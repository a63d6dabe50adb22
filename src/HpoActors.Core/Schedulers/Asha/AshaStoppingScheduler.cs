using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Asha;

/// <summary>
/// Asynchronous successive halving by stopping, as Optuna, Ray and Syne Tune have it: at a rung a trial goes on or ends, at once, by the results that are there.
/// Needs no checkpoints. Who comes early has few to compare with: the first at a rung always goes on, however bad, and one that was stopped early stays stopped
/// even if later results show that it was among the best. The rules differ in just these cases; see <see cref="AshaRule"/>.
/// </summary>
public sealed class AshaStoppingScheduler : ITrialScheduler
{
    private readonly RungTable _table;
    private readonly AshaRule _rule;
    private readonly BracketShares _shares;
    private readonly MovingCut[][] _brackets;
    private readonly Dictionary<TrialId, int> _next = [];

    internal AshaStoppingScheduler(RungTable table, AshaRule rule, int brackets)
    {
        _table = table;
        _rule = rule;
        _shares = new BracketShares(table, brackets);
        _brackets = [.. Enumerable.Range(0, brackets).Select(_ => Enumerable.Range(0, table.Decisions).Select(_ => new MovingCut()).ToArray())];
    }

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => _table.Milestone(_shares.Of(trial));

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal) => _next.Add(trial, _shares.Of(trial));

    /// <inheritdoc/>
    public void OnLastProposed()
    {
    }

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        int level = _next[trial];
        _table.Check(trial, level, epoch);
        _next[trial] = level + 1;
        MovingCut rung = _brackets[_shares.Of(trial)][level];
        bool goesOn = Judge(rung, new RungEntry(value, trial));
        Reason reason = new("asha", $"epoch {epoch}: {(goesOn ? "among" : "not among")} the best 1/{_table.Eta} of {rung.Count}");
        return goesOn ? Verdict.Continue(_table.Milestone(level + 1), reason) : Verdict.Stop(reason);
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public Decision? Next() => null;

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state) => _next.Remove(trial);

    // Records the result and says whether it goes on.
    private bool Judge(MovingCut rung, in RungEntry entry)
    {
        if (_rule == AshaRule.Ray)
        {
            return JudgeByThoseBefore(rung, entry);
        }

        rung.Add(entry);
        rung.Size = _rule == AshaRule.SyneTune ? (rung.Count / _table.Eta) + 1 : Math.Max(1, rung.Count / _table.Eta);
        return _rule == AshaRule.Top
            ? rung.IsInside(entry)
            : rung.LastInside is { } last && (entry with { Trial = last.Trial }).CompareTo(last) <= 0;
    }

    // A quantile passes over NaN; so NaN goes unrecorded.
    private bool JudgeByThoseBefore(MovingCut rung, in RungEntry entry)
    {
        Quantile quantile = new(1, _table.Eta);
        rung.Size = quantile.SizeFor(rung.Count);
        bool goesOn = quantile.Admits(entry.Value, rung);
        if (!double.IsNaN(entry.Value))
        {
            rung.Add(entry);
        }

        return goesOn;
    }
}
