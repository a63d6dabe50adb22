using HpoActors.Core.Schedulers.Rungs;

namespace HpoActors.Core.Schedulers.Asha;

/// <summary>One rung of one bracket: its results, those of them that wait, and which of these may go on.</summary>
internal sealed class AshaRung
{
    private readonly int _eta;
    private readonly Quantile? _quantile;
    private readonly SortedSet<RungEntry> _waiting = [];

    // What may go on now, and what ever may.
    private readonly MovingCut _now = new();
    private readonly MovingCut _ever = new();

    /// <param name="eta">The reduction factor.</param>
    /// <param name="quantile">Syne Tune's rule, or null for the best ⌊n/η⌋.</param>
    public AshaRung(int eta, Quantile? quantile)
    {
        _eta = eta;
        _quantile = quantile;
        _ever.Size = int.MaxValue;
    }

    /// <summary>The number of results.</summary>
    public int Count => _now.Count;

    /// <summary>How many of the trials that are there can still come to this rung.</summary>
    public int Coming { get; set; }

    /// <summary>How many of the results may go on.</summary>
    public int Places => _quantile is null ? _now.Size : Count < 2 ? 0 : _now.Size;

    /// <summary>The best trial that waits, where it may go on.</summary>
    public RungEntry? Promotable => _waiting.Count > 0 && _waiting.Min is var best && IsIn(best) ? best : null;

    /// <summary>The worst trial that waits, where it never will be among the best, whatever comes.</summary>
    public RungEntry? Hopeless => _quantile is null && _waiting.Count > 0 && _waiting.Max is var worst && !_ever.IsInside(worst) ? worst : null;

    public void Record(in RungEntry entry)
    {
        _now.Add(entry);
        if (_quantile is null)
        {
            _ever.Add(entry);
        }
    }

    /// <summary>Moves the cuts to where they belong.</summary>
    /// <param name="unproposed">How many trials are still to be proposed, or null where nobody knows.</param>
    public void Cut(long? unproposed)
    {
        if (_quantile is { } quantile)
        {
            _now.Size = quantile.SizeFor(Count);
            return;
        }

        // To the last result somebody goes on: a search that ends is to end with a trial that was trained to the end.
        bool isComplete = unproposed == 0 && Coming == 0;
        _now.Size = Math.Max(Count / _eta, isComplete ? 1 : 0);
        _ever.Size = unproposed is { } more ? (int)Math.Clamp((Count + Coming + more) / _eta, 1, int.MaxValue) : int.MaxValue;
    }

    /// <summary>Whether a result of this rung may go on.</summary>
    public bool IsIn(in RungEntry entry) => _quantile is { } quantile ? Count >= 2 && quantile.Admits(entry.Value, _now) : _now.IsInside(entry);

    public void Wait(in RungEntry entry) => _waiting.Add(entry);

    public void Leave(in RungEntry entry) => _waiting.Remove(entry);
}
