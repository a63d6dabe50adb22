using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>Asynchronous successive halving by promotion: what <c>asha</c> and <c>pasha</c> have in common.</summary>
public abstract class PromotionScheduler : ITrialScheduler
{
    private readonly RungTable _table;
    private readonly BracketShares _shares;
    private readonly PromotionRung[][] _brackets;
    private readonly Dictionary<TrialId, Standing> _live = [];
    private readonly string _rule;
    private long? _unproposed;

    /// <param name="table">The rungs.</param>
    /// <param name="rule">The rule's name in reasons.</param>
    /// <param name="brackets">How many brackets share the trials.</param>
    /// <param name="byQuantile">Whether a quantile of the values decides rather than the best ⌊n/η⌋.</param>
    /// <param name="trials">How many trials there will be, or null where nobody knows.</param>
    private protected PromotionScheduler(RungTable table, string rule, int brackets, bool byQuantile, int? trials)
    {
        _table = table;
        _shares = new BracketShares(table, brackets);
        _brackets = [.. Enumerable.Range(0, brackets).Select(_ => Enumerable.Range(0, table.Decisions)
            .Select(k => new PromotionRung(table.Eta, byQuantile ? new Quantile(table.Epochs[k], table.Epochs[k + 1]) : null)).ToArray())];
        _unproposed = trials;
        _rule = rule;
        Ceiling = table.Decisions;
    }

    /// <summary>The highest rung that a trial may train to. Default: R.</summary>
    private protected int Ceiling { get; set; }

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => _table.Milestone(_shares.Of(trial));

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
        int bracket = _shares.Of(trial);
        _live.Add(trial, new Standing { Bracket = bracket, Rung = bracket });
        _unproposed--;
        Expect(bracket, bracket, 1);
        CutAll();
    }

    /// <inheritdoc/>
    public void OnLastProposed()
    {
        _unproposed = 0;
        CutAll();
    }

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        Standing standing = _live[trial];
        int level = standing.Rung;
        _table.Check(trial, level, epoch);
        PromotionRung rung = _brackets[standing.Bracket][level];
        standing.Entry = new RungEntry(value, trial);
        standing.Rung++;
        rung.Record(standing.Entry);
        rung.Coming--;
        rung.Cut(_unproposed);
        OnRecorded(level, standing.Entry);
        OnCut(_brackets[0]);
        return IsNext(standing, level, rung)
            ? Verdict.Continue(_table.Milestone(standing.Rung), Among("among", level, rung))
            : Verdict.Pause(Among(rung.IsIn(standing.Entry) ? "among" : "not among", level, rung));
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
        Standing standing = _live[trial];
        RungOf(standing).Wait(standing.Entry);
    }

    /// <inheritdoc/>
    public Decision? Next()
    {
        if (Promotable() is { } promotable)
        {
            Standing standing = _live[promotable.Entry.Trial];
            return new Decision(promotable.Entry.Trial, Verdict.Continue(_table.Milestone(standing.Rung), Among("among", promotable.Level, RungOf(standing))));
        }

        foreach (PromotionRung[] bracket in _brackets)
        {
            for (int level = 0; level < bracket.Length; level++)
            {
                if (bracket[level].Hopeless is { } hopeless)
                {
                    return new Decision(hopeless.Trial, Verdict.Stop(Among("never among", level, bracket[level])));
                }
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
        Standing standing = _live[trial];
        RungOf(standing).Leave(standing.Entry);
    }

    /// <inheritdoc/>
    public virtual void OnEnd(TrialId trial, TrialState state)
    {
        _live.Remove(trial, out Standing? standing);
        if (standing!.Rung > standing.Bracket)
        {
            RungOf(standing).Leave(standing.Entry);
        }

        Expect(standing.Bracket, standing.Rung, -1);
        CutAll();
    }

    /// <summary>A result came to a rung.</summary>
    private protected virtual void OnRecorded(int level, in RungEntry entry)
    {
    }

    /// <summary>The cuts of the first bracket's rungs moved, or may have.</summary>
    private protected virtual void OnCut(IReadOnlyList<PromotionRung> rungs)
    {
    }

    private void CutAll()
    {
        foreach (PromotionRung[] bracket in _brackets)
        {
            foreach (PromotionRung rung in bracket)
            {
                rung.Cut(_unproposed);
            }
        }

        OnCut(_brackets[0]);
    }

    // Where its last result is.
    private PromotionRung RungOf(Standing standing) => _brackets[standing.Bracket][standing.Rung - 1];

    private Reason Among(string among, int level, PromotionRung rung) => new(_rule, $"epoch {_table.Epochs[level]}: {among} the best {rung.Places} of {rung.Count}");

    // The highest rung comes first, and within it the bracket that starts lowest.
    private (int Level, int Bracket, RungEntry Entry)? Promotable()
    {
        for (int level = Ceiling - 1; level >= 0; level--)
        {
            for (int bracket = 0; bracket < _brackets.Length && bracket <= level; bracket++)
            {
                if (_brackets[bracket][level].Promotable is { } entry)
                {
                    return (level, bracket, entry);
                }
            }
        }

        return null;
    }

    // Whether a trainer that came free now would take this very trial.
    private bool IsNext(Standing standing, int level, PromotionRung rung)
    {
        if (level >= Ceiling || !rung.IsIn(standing.Entry))
        {
            return false;
        }

        return Promotable() is not { } other || other.Level < level
            || (other.Level == level && (other.Bracket > standing.Bracket || (other.Bracket == standing.Bracket && standing.Entry.CompareTo(other.Entry) < 0)));
    }

    // Rungs from here upwards have so many more trials to expect.
    private void Expect(int bracket, int from, int change)
    {
        for (int level = from; level < _table.Decisions; level++)
        {
            _brackets[bracket][level].Coming += change;
        }
    }

    /// <summary>Where a trial is: on its way to a rung, with its result at the one before.</summary>
    private sealed class Standing
    {
        public required int Bracket { get; init; }

        public required int Rung { get; set; }

        public RungEntry Entry { get; set; }
    }
}
