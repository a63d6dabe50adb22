namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>
/// A growing set of entries, cut in two: the best ones are inside. Two heaps meet at the cut, so that an entry more and a cut that moves by one take O(log n)
/// and both neighbours of the cut are at hand.
/// </summary>
internal sealed class MovingCut
{
    private readonly PriorityQueue<RungEntry, RungEntry> _inside = new(Comparer<RungEntry>.Create((a, b) => b.CompareTo(a)));
    private readonly PriorityQueue<RungEntry, RungEntry> _outside = new();
    private int _size;

    /// <summary>The number of entries.</summary>
    public int Count => _inside.Count + _outside.Count;

    /// <summary>How many entries are to be inside. There are fewer only where there are not that many.</summary>
    public int Size
    {
        get => _size;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _size = value;
            while (_inside.Count > _size)
            {
                RungEntry worst = _inside.Dequeue();
                _outside.Enqueue(worst, worst);
            }

            while (_inside.Count < _size && _outside.TryDequeue(out RungEntry best, out _))
            {
                _inside.Enqueue(best, best);
            }
        }
    }

    /// <summary>The worst entry inside, or null.</summary>
    public RungEntry? LastInside => _inside.TryPeek(out RungEntry entry, out _) ? entry : null;

    /// <summary>The best entry outside, or null.</summary>
    public RungEntry? FirstOutside => _outside.TryPeek(out RungEntry entry, out _) ? entry : null;

    /// <summary>Whether an entry of the set is inside.</summary>
    public bool IsInside(in RungEntry entry) => LastInside is { } last && entry.CompareTo(last) <= 0;

    public void Add(in RungEntry entry)
    {
        if (_inside.Count < _size)
        {
            // All are inside: nothing is outside that could be better.
            _inside.Enqueue(entry, entry);
            return;
        }

        RungEntry outsider = _size == 0 ? entry : _inside.EnqueueDequeue(entry, entry);
        _outside.Enqueue(outsider, outsider);
    }
}
