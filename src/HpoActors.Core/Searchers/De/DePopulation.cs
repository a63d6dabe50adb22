using HpoActors.Core.Randomness;

namespace HpoActors.Core.Searchers.De;

/// <summary>
/// The population of differential evolution without generations: trial n competes for the place n mod size, whenever it ends and whoever proposed it.
/// </summary>
internal sealed class DePopulation(int size, long seed)
{
    private readonly DeMember?[] _places = new DeMember?[size];

    /// <summary>The number of members.</summary>
    public int Count { get; private set; }

    /// <summary>The members, in the order of their places.</summary>
    public IEnumerable<DeMember> Members => _places.OfType<DeMember>();

    /// <summary>The member for whose place a trial competes, or null where the place is empty.</summary>
    public DeMember? TargetOf(int trial) => _places[trial % _places.Length];

    /// <summary>Takes a result: it gets its place where that is empty, its own, or held by one that is no better.</summary>
    public void Tell(in SearchedTrial result)
    {
        int place = PlaceOf(result);
        DeMember? target = _places[place];
        if (target is not null && target.Trial != result.Trial && !(result.Value <= target.Value))
        {
            return;
        }

        Count += target is null ? 1 : 0;
        _places[place] = new DeMember(result.Trial, Completed(result, target), result.Value);
    }

    // An earlier experiment's result has no place of its own: an empty one, else that of the worst.
    private int PlaceOf(in SearchedTrial result)
    {
        if (result.Trial.Value >= 0)
        {
            return result.Trial.Value % _places.Length;
        }

        int place = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            if (_places[i] is not { } member)
            {
                return i;
            }

            place = member.Value > _places[place]!.Value ? i : place;
        }

        return place;
    }

    // What a configuration lacks keeps the coordinate of the member that it replaces.
    private double[] Completed(in SearchedTrial result, DeMember? target)
    {
        double[] unit = [.. result.Unit];
        RandomStream? random = null;
        for (int i = 0; i < unit.Length; i++)
        {
            if (double.IsNaN(unit[i]))
            {
                unit[i] = target?.Unit[i] ?? (random ??= RandomStream.For(seed, "de", result.Trial.Value)).NextDouble();
            }
        }

        return unit;
    }
}
