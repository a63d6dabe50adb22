using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Asha;

/// <summary>
/// Asynchronous successive halving by promotion (Li et al. 2020, "A system for massively parallel hyperparameter tuning", algorithm 2). Every trial pauses at
/// every rung. A trainer that comes free takes the best paused trial of the highest rung that has one among its best ⌊n/η⌋, n being its results so far; where
/// there is none, a new trial starts. Nobody waits, at the price of some promotions that later results prove wrong: since n grows and the best change, more than
/// ⌊n/η⌋ of a rung may have gone on in the end, but each was among its best when it did.
/// </summary>
/// <remarks>
/// <para>Beyond the paper, whose search never ends: a rung to which no trial can come any more lets its best one go on though there be fewer than η, so that
/// a search has a trial that was trained to the end; and a paused trial that cannot get among the best of its rung, whatever the trials still to come bring,
/// ends at once, and its checkpoint with it. Both need a budget in trials, or that no further trial will come.</para>
/// <para>A trial that a free trainer would take next anyway goes on without a pause. Optuna and Ray have no promotion; Syne Tune's is
/// <see cref="AshaRule.SyneTune"/>.</para>
/// </remarks>
public sealed class AshaScheduler : ITrialScheduler
{
    private readonly RungTable _table;
    private readonly BracketShares _shares;
    private readonly AshaRung[][] _brackets;
    private readonly Dictionary<TrialId, Standing> _live = [];
    private readonly string _rule;
    private long? _unproposed;

    internal AshaScheduler(RungTable table, AshaRule rule, int brackets, int? trials, string name = "asha")
    {
        _table = table;
        _shares = new BracketShares(table, brackets);
        _brackets = [.. Enumerable.Range(0, brackets).Select(_ => Enumerable.Range(0, table.Decisions)
            .Select(k => new AshaRung(table.Eta, rule == AshaRule.SyneTune ? new Quantile(table.Epochs[k], table.Epochs[k + 1]) : null)).ToArray())];
        _unproposed = trials;
        _rule = name;
        Ceiling = table.Decisions;
    }

    /// <summary>The highest rung that a trial may train to; the last one is R. Default: that.</summary>
    internal int Ceiling { get; set; }

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
        if (epoch != _table.Milestone(level))
        {
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"trial {trial} was to report epoch {_table.Milestone(level)}");
        }

        AshaRung rung = _brackets[standing.Bracket][level];
        standing.Entry = new RungEntry(value, trial);
        standing.Rung++;
        rung.Record(standing.Entry);
        rung.Coming--;
        rung.Cut(_unproposed);
        if (!IsNext(standing, level, rung))
        {
            return Verdict.Pause(new Reason(_rule, $"epoch {epoch}: {(rung.IsIn(standing.Entry) ? "among" : "not among")} the best {rung.Places} of {rung.Count}"));
        }

        return Verdict.Continue(_table.Milestone(standing.Rung), WentOn(level, rung));
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
            return new Decision(promotable.Entry.Trial, Verdict.Continue(_table.Milestone(standing.Rung), WentOn(promotable.Level, RungOf(standing))));
        }

        foreach (AshaRung[] bracket in _brackets)
        {
            for (int level = 0; level < bracket.Length; level++)
            {
                if (bracket[level].Hopeless is { } hopeless)
                {
                    Reason reason = new(_rule, $"epoch {_table.Epochs[level]}: never among the best, {bracket[level].Count} results");
                    return new Decision(hopeless.Trial, Verdict.Stop(reason));
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
    public void OnEnd(TrialId trial, TrialState state)
    {
        _live.Remove(trial, out Standing? standing);
        if (standing!.Rung > standing.Bracket)
        {
            RungOf(standing).Leave(standing.Entry);
        }

        Expect(standing.Bracket, standing.Rung, -1);
        CutAll();
    }

    // Where its last result is.
    private AshaRung RungOf(Standing standing) => _brackets[standing.Bracket][standing.Rung - 1];

    private Reason WentOn(int level, AshaRung rung) => new(_rule, $"epoch {_table.Epochs[level]}: among the best {rung.Places} of {rung.Count}");

    // The highest rung comes first, and within it the bracket that starts lowest.
    private (int Level, int Bracket, RungEntry Entry)? Promotable()
    {
        for (int level = Math.Min(Ceiling, _table.Decisions) - 1; level >= 0; level--)
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
    private bool IsNext(Standing standing, int level, AshaRung rung)
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

    private void CutAll()
    {
        foreach (AshaRung[] bracket in _brackets)
        {
            foreach (AshaRung rung in bracket)
            {
                rung.Cut(_unproposed);
            }
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
