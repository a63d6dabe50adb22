using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>
/// Synchronous successive halving, one bracket after the other: what <c>sha</c> and <c>hyperband</c> have in common. Each rung of a bracket decides when all its
/// trials have reported or ended. A new trial goes to the one bracket that is not full; so trainers for which the older brackets have nothing to do fill the next.
/// </summary>
public abstract class BracketScheduler : ITrialScheduler
{
    private readonly RungTable _table;
    private readonly ImmutableArray<Bracket> _cycle;
    private readonly string _rule;
    private readonly Dictionary<TrialId, Standing> _live = [];

    // Those that have something to say about paused trials, the oldest first.
    private readonly SortedDictionary<int, Live> _deciding = [];
    private Live? _filling;
    private int _opened;

    /// <param name="table">The rungs.</param>
    /// <param name="cycle">The brackets, in the order in which they start, again and again.</param>
    /// <param name="rule">The rule's name in reasons.</param>
    private protected BracketScheduler(RungTable table, ImmutableArray<Bracket> cycle, string rule)
    {
        _table = table;
        _cycle = cycle;
        _rule = rule;
    }

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) =>
        (_live.TryGetValue(trial, out Standing? standing) ? standing.Bracket : _filling)?.First ?? Opened().First;

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal)
    {
        if (_filling is null)
        {
            _filling = Opened();
            _opened++;
        }

        Live bracket = _filling;
        _live.Add(trial, new Standing(bracket));
        bracket.Trials++;
        if (bracket.Rungs.Length > 0)
        {
            bracket.Rungs[0].Enter();
        }

        if (bracket.Trials == bracket.Plan.Rungs[0].Trials)
        {
            CloseFilling();
        }
    }

    /// <inheritdoc/>
    public void OnLastProposed() => CloseFilling();

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        Standing standing = _live[trial];
        Live bracket = standing.Bracket;
        BracketRung rung = bracket.Rungs[standing.Rung];
        _table.Check(trial, _table.Decisions - bracket.Plan.S + standing.Rung, epoch);
        standing.Entry = new RungEntry(value, trial);
        standing.Rung++;
        rung.Record(standing.Entry);
        Decide(bracket, standing.Rung - 1);
        return !rung.HasDecided ? Verdict.Pause(new Reason(_rule, $"{bracket.Text}, epoch {epoch}: result {rung.Count}"))
            : rung.IsIn(standing.Entry) ? Verdict.Continue(bracket.Milestone(standing.Rung), Among("among", bracket, rung))
            : Verdict.Stop(Among("not among", bracket, rung));
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
        Standing standing = _live[trial];
        standing.Last.Wait(standing.Entry);
        if (standing.Last.HasDecided)
        {
            _deciding.TryAdd(standing.Bracket.Number, standing.Bracket);
        }
    }

    /// <inheritdoc/>
    public Decision? Next()
    {
        Decision? goesOn = null;
        foreach (Live bracket in _deciding.Values)
        {
            foreach (BracketRung rung in bracket.Rungs)
            {
                if (rung.Loser is { } loser)
                {
                    return new Decision(loser.Trial, Verdict.Stop(Among("not among", bracket, rung)));
                }

                if (goesOn is null && rung.Winner is { } winner)
                {
                    goesOn = new Decision(winner.Trial, Verdict.Continue(bracket.Milestone(_live[winner.Trial].Rung), Among("among", bracket, rung)));
                }
            }
        }

        return goesOn;
    }

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
        Standing standing = _live[trial];
        standing.Last.Leave(standing.Entry);
        Rest(standing.Bracket);
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
        _live.Remove(trial, out Standing? standing);
        Live bracket = standing!.Bracket;
        if (standing.Rung > 0)
        {
            standing.Last.Leave(standing.Entry);
        }

        bool wasOnItsWay = standing.Rung == 0 || (standing.Last.HasDecided && standing.Last.IsIn(standing.Entry));
        if (wasOnItsWay && standing.Rung < bracket.Rungs.Length)
        {
            bracket.Rungs[standing.Rung].Lose();
            Decide(bracket, standing.Rung);
        }

        Rest(bracket);
    }

    // The bracket that the next trial would open.
    private Live Opened() => new(_opened, _cycle[_opened % _cycle.Length], _table);

    private void CloseFilling()
    {
        if (_filling is not { } bracket)
        {
            return;
        }

        _filling = null;
        if (bracket.Rungs.Length > 0)
        {
            bracket.Rungs[0].Close(bracket.Trials);
            Decide(bracket, 0);
        }
    }

    // A rung where nobody comes decides at once, and so on upwards.
    private void Decide(Live bracket, int rung)
    {
        while (rung < bracket.Rungs.Length && bracket.Rungs[rung].Decide() is { } goOn)
        {
            _deciding.TryAdd(bracket.Number, bracket);
            rung++;
            if (rung < bracket.Rungs.Length)
            {
                bracket.Rungs[rung].Close(goOn);
                for (int i = 0; i < goOn; i++)
                {
                    bracket.Rungs[rung].Enter();
                }
            }
        }
    }

    private void Rest(Live bracket)
    {
        if (Array.TrueForAll(bracket.Rungs, rung => rung is { Winner: null, Loser: null }))
        {
            _deciding.Remove(bracket.Number);
        }
    }

    private Reason Among(string among, Live bracket, BracketRung rung) => new(_rule, $"{bracket.Text}, epoch {rung.Epoch}: {among} the best {rung.Places} of {rung.Count}");

    /// <summary>A bracket that was opened.</summary>
    private sealed class Live(int number, Bracket plan, RungTable table)
    {
        public int Number { get; } = number;

        public Bracket Plan { get; } = plan;

        /// <summary>Those that decide: all below R.</summary>
        public BracketRung[] Rungs { get; } = [.. plan.Rungs.Take(plan.S).Select(rung => new BracketRung(table.Eta, rung.Epochs))];

        public int Trials { get; set; }

        public int First => Milestone(0);

        public string Text => $"bracket {Number} (s = {Plan.S})";

        public int Milestone(int rung) => rung < Rungs.Length ? Rungs[rung].Epoch : int.MaxValue;
    }

    /// <summary>Where a trial is: on its way to a rung, or with its result at the one before.</summary>
    private sealed class Standing(Live bracket)
    {
        public Live Bracket { get; } = bracket;

        public int Rung { get; set; }

        public RungEntry Entry { get; set; }

        public BracketRung Last => Bracket.Rungs[Rung - 1];
    }
}
