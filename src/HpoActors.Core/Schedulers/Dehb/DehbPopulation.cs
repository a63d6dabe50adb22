using HpoActors.Core.Searchers.De;

namespace HpoActors.Core.Schedulers.Dehb;

/// <summary>The population of one rung: places for which trials compete in turn.</summary>
internal sealed class DehbPopulation(int size)
{
    private readonly DeMember?[] _places = new DeMember?[size];
    private int _turns;

    /// <summary>The member for whose place the next trial will compete, or null where it is empty.</summary>
    public DeMember? Target => _places[_turns % size];

    /// <summary>The members, best first; of equal ones the oldest trial first.</summary>
    public IEnumerable<DeMember> Ranked => _places.OfType<DeMember>().OrderBy(m => m.Value).ThenBy(m => m.Trial);

    /// <summary>The place for which a trial will compete; the next one is for the next trial.</summary>
    public int TakeTurn() => _turns++ % size;

    /// <summary>The member at a place, or null.</summary>
    public DeMember? this[int place] => _places[place];

    /// <summary>A result for a place: it takes it where that is empty, its own, or held by one that is no better.</summary>
    public void Tell(int place, DeMember result)
    {
        if (_places[place] is not { } holder || holder.Trial == result.Trial || result.Value <= holder.Value)
        {
            _places[place] = result;
        }
    }

    /// <summary>A result of an earlier experiment: it competes for an empty place, else for that of the worst.</summary>
    public void TellKnown(DeMember result)
    {
        int empty = Array.IndexOf(_places, null);
        Tell(empty >= 0 ? empty : Array.IndexOf(_places, Ranked.Last()), result);
    }
}
