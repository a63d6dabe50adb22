using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>
/// Who lives, and how they compared. A decision walks the results of a comparison at most, which are as many as the population, and never the trials that came before.
/// </summary>
/// <param name="size">The most that live at a time.</param>
/// <param name="quantile">The share that is replaced, and copied, at a comparison.</param>
/// <param name="synchronous">Whether a comparison waits for all.</param>
internal sealed class Population(int size, double quantile, bool synchronous)
{
    private readonly Dictionary<TrialId, PbtMember> _members = [];

    // All of them, and those that wait, the least advanced first.
    private readonly SortedSet<(int Step, TrialId Trial)> _advance = [];
    private readonly SortedSet<(int Step, TrialId Trial)> _paused = [];

    // The results at each comparison, best first; those of trials that ended since stay.
    private readonly SortedDictionary<int, SortedSet<RungEntry>> _results = [];
    private int _founders;

    /// <summary>Places of members that were stopped or failed and have no successor yet.</summary>
    public int Vacancies { get; private set; }

    /// <summary>
    /// How many of the vacancies are to be filled now. Where comparisons wait for all, one that comes up on the way to a comparison waits for it; one that comes up at
    /// a comparison does not, though other successors may have reached the next one already.
    /// </summary>
    public int Due { get; private set; }

    /// <summary>Whether the first members are still being proposed.</summary>
    public bool IsFounding => _founders < size;

    /// <summary>The least advanced member that is paused, of equally advanced ones the oldest; null where there is none.</summary>
    public PbtMember? LeastAdvanced => _paused.Count > 0 ? _members[_paused.Min.Trial] : null;

    public PbtMember? this[TrialId trial] => _members.GetValueOrDefault(trial);

    public void Add(PbtMember member)
    {
        if (IsFounding)
        {
            _founders++;
        }
        else
        {
            Vacancies = Math.Max(0, Vacancies - 1);
            Due = Math.Min(Due, Vacancies);
        }

        _members.Add(member.Trial, member);
        _advance.Add((member.Step, member.Trial));
    }

    /// <summary>A member ended. One that completed leaves no vacancy; after the last one another population is founded.</summary>
    public void Remove(TrialId trial, TrialState state)
    {
        if (!_members.Remove(trial, out PbtMember? member))
        {
            return;
        }

        _advance.Remove((member.Step, trial));
        _paused.Remove((member.Step, trial));
        Vacancies += state == TrialState.Completed ? 0 : 1;
        if (_members.Count == 0 && !IsFounding)
        {
            _founders = 0;
            Vacancies = 0;
            Due = 0;
            _results.Clear();
        }

        FindDue();
    }

    /// <summary>A member reached a comparison and waits there.</summary>
    public void Arrive(PbtMember member, int step)
    {
        _advance.Remove((member.Step, member.Trial));
        member.Arrive(step);
        _advance.Add((step, member.Trial));
        _paused.Add((step, member.Trial));
        if (!_results.TryGetValue(step, out SortedSet<RungEntry>? results))
        {
            _results.Add(step, results = []);
        }

        results.Add(new RungEntry(member.Value, member.Trial));
        FindDue();
    }

    /// <summary>A member goes on.</summary>
    public void Leave(PbtMember member) => _paused.Remove((member.Step, member.Trial));

    /// <summary>Whether members may leave a comparison.</summary>
    public bool IsOpen(int step) => !synchronous || _advance.Count == 0 || _advance.Min.Step >= step;

    /// <summary>How many arrived at a comparison.</summary>
    public int CountAt(int step) => _results.TryGetValue(step, out SortedSet<RungEntry>? results) ? results.Count : 0;

    /// <summary>How many of those that arrived at a comparison are to be replaced.</summary>
    public int LosersAt(int step) => (int)(quantile * CountAt(step));

    /// <summary>Of the least advanced comparison that is open and where a loser waits the worst one, or null.</summary>
    public PbtMember? WorstLoser()
    {
        foreach ((int step, SortedSet<RungEntry> results) in _results)
        {
            if (step < _paused.Min.Step || !IsOpen(step))
            {
                continue;
            }

            foreach (RungEntry entry in results.Reverse().Take(LosersAt(step)))
            {
                if (_paused.Contains((step, entry.Trial)))
                {
                    return _members[entry.Trial];
                }
            }
        }

        return null;
    }

    /// <summary>A member's rank at the comparison that it reached last, 0 for the best; null for a copy that has reached none itself.</summary>
    public int? RankOf(PbtMember member)
    {
        int rank = 0;
        foreach (RungEntry entry in _results.TryGetValue(member.Step, out SortedSet<RungEntry>? results) ? results : [])
        {
            if (entry.Trial == member.Trial)
            {
                return rank;
            }

            rank++;
        }

        return null;
    }

    /// <summary>
    /// Whom a successor may copy: the best of the most advanced comparison that is open and had losers; where none had any, of the most advanced one that is open.
    /// Where comparisons wait for all, losers or not. Best first; all live and have a checkpoint.
    /// </summary>
    public IReadOnlyList<PbtMember> Donors()
    {
        IReadOnlyList<PbtMember> fallback = [];
        foreach ((int step, SortedSet<RungEntry> results) in _results.Reverse().Where(r => IsOpen(r.Key)))
        {
            int losers = LosersAt(step);
            PbtMember[] donors = [.. results.SkipLast(losers).Select(r => this[r.Trial]).OfType<PbtMember>().Take(Math.Max(1, losers))];
            if (donors.Length > 0 && (losers > 0 || synchronous))
            {
                return donors;
            }

            fallback = fallback.Count > 0 ? fallback : donors;
        }

        return fallback;
    }

    private void FindDue()
    {
        if (_results.Count > 0 && IsOpen(_results.Keys.Last()))
        {
            Due = Vacancies;
        }
    }
}
