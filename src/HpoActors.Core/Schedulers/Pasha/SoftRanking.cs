using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Pasha;

/// <summary>
/// The trials that reached the higher of two rungs, ranked at both. The rankings agree where each place is held, at the higher rung, by a trial whose value at the
/// lower one is within ε of that of the place's holder there.
/// </summary>
internal sealed class SoftRanking
{
    private const int Neighbours = 16;

    private readonly bool _isFixed;
    private readonly List<RungEntry> _higher = [];
    private readonly List<RungEntry> _lower = [];
    private readonly Dictionary<TrialId, double[]> _values = [];

    // Of pairs that changed places and changed back, rising.
    private readonly List<double> _distances = [];

    /// <param name="epsilon">ε, or null to estimate it.</param>
    public SoftRanking(double? epsilon)
    {
        _isFixed = epsilon is not null;
        Epsilon = epsilon ?? 0;
    }

    /// <summary>How far two values may be apart and count as equal.</summary>
    public double Epsilon { get; private set; }

    /// <summary>Begins anew, one rung higher. ε stays until there is a better estimate.</summary>
    public void Clear()
    {
        _higher.Clear();
        _lower.Clear();
        _values.Clear();
        _distances.Clear();
    }

    /// <summary>A trial reached the higher rung. Says whether the rankings still agree.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="values">Its values at all rungs up to the higher one, two at least.</param>
    public bool Add(TrialId trial, double[] values)
    {
        int high = Insert(_higher, new RungEntry(values[^1], trial));
        int low = Insert(_lower, new RungEntry(values[^2], trial));
        _values.Add(trial, values);
        double before = Epsilon;
        if (!_isFixed)
        {
            Estimate(high, values);
        }

        // Places beyond both insertions kept their pairs. A smaller ε may tell apart what was equal anywhere.
        return Epsilon < before ? Agree(0, _higher.Count - 1) : Agree(Math.Min(high, low), Math.Max(high, low));
    }

    private bool Agree(int first, int last)
    {
        for (int i = first; i <= last; i++)
        {
            TrialId there = _higher[i].Trial;
            if (there != _lower[i].Trial && !(Math.Abs(_values[there][^2] - _lower[i].Value) <= Epsilon))
            {
                return false;
            }
        }

        return true;
    }

    private void Estimate(int place, double[] values)
    {
        int known = _distances.Count;
        int last = Math.Min(place + Neighbours, _higher.Count - 1);
        for (int i = Math.Max(place - Neighbours, 0); i <= last; i++)
        {
            double[] other = _values[_higher[i].Trial];
            if (i != place && ChangedBack(values, other) && Math.Abs(values[^1] - other[^1]) is var distance && double.IsFinite(distance))
            {
                int at = _distances.BinarySearch(distance);
                _distances.Insert(at < 0 ? ~at : at, distance);
            }
        }

        if (_distances.Count > known)
        {
            Epsilon = _distances[(((9 * _distances.Count) + 9) / 10) - 1];
        }
    }

    // Whether the order of now had been reversed since it was first so.
    private static bool ChangedBack(double[] a, double[] b)
    {
        bool now = a[^1] > b[^1];
        bool wasReversed = false;
        for (int i = a.Length - 2; i >= 0; i--)
        {
            bool then = a[i] > b[i];
            if (then == now && wasReversed)
            {
                return true;
            }

            wasReversed |= then != now;
        }

        return false;
    }

    private static int Insert(List<RungEntry> ranking, in RungEntry entry)
    {
        int place = ~ranking.BinarySearch(entry);
        ranking.Insert(place, entry);
        return place;
    }
}
