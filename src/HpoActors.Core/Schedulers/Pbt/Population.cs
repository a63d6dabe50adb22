using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>
/// Who lives, and how they compared. Decisions walk the population, which is small: some tens of members, and never the trials that came before.
/// </summary>
/// <param name="size">The most that live at a time.</param>
/// <param name="quantile">The share that is replaced, and copied, at a comparison.</param>
/// <param name="synchronous">Whether a comparison waits for all.</param>
internal sealed class Population(int size, double quantile, bool synchronous)
{
    private readonly SortedDictionary<TrialId, PbtMember> _members = [];

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

    /// <summary>The members in the order of their ids.</summary>
    public IEnumerable<PbtMember> Members => _members.Values;

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
    }

    /// <summary>A member ended. One that completed leaves no vacancy; after the last one another population is founded.</summary>
    public void Remove(TrialId trial, TrialState state)
    {
        if (!_members.Remove(trial))
        {
            return;
        }

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

    public void Arrive(PbtMember member, int step)
    {
        member.Arrive(step);
        if (!_results.TryGetValue(step, out SortedSet<RungEntry>? results))
        {
            _results.Add(step, results = []);
        }

        results.Add(new RungEntry(member.Value, member.Trial));
        FindDue();
    }

    /// <summary>Whether members may leave a comparison.</summary>
    public bool IsOpen(int step) => !synchronous || _members.Values.All(m => m.Step >= step);

    /// <summary>How many arrived at a comparison.</summary>
    public int CountAt(int step) => _results.TryGetValue(step, out SortedSet<RungEntry>? results) ? results.Count : 0;

    /// <summary>How many of those that arrived at a comparison are to be replaced.</summary>
    public int LosersAt(int step) => (int)(quantile * CountAt(step));

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
