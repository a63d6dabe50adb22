namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>One rung of one bracket: its results, those trials that wait, and which of these may go on.</summary>
internal sealed class PromotionRung
{
    private readonly int _eta;
    private readonly Quantile? _quantile;
    private readonly SortedSet<RungEntry> _waiting = [];

    // What may go on now, and what ever may.
    private readonly MovingCut _now = new();
    private readonly MovingCut _ever = new();

    /// <param name="eta">The reduction factor.</param>
    /// <param name="quantile">What decides in place of the best ⌊n/η⌋, or null.</param>
    public PromotionRung(int eta, Quantile? quantile)
    {
        _eta = eta;
        _quantile = quantile;
        _ever.Size = int.MaxValue;
    }

    /// <summary>The number of results.</summary>
    public int Count => _now.Count;

    /// <summary>How many of the trials that are there can still come to this rung.</summary>
    public int Coming { get; set; }

    /// <summary>Whether only the best one goes on, once all results are there. Default: no, the usual share.</summary>
    public bool IsLast { get; set; }

    /// <summary>Whether no trial can come any more, as the last <see cref="Cut"/> found.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>How many of the results may go on.</summary>
    public int Places => _quantile is null || Count > 1 ? _now.Size : 0;

    /// <summary>The best trial that waits, where it may go on.</summary>
    public RungEntry? Promotable => _waiting.Count > 0 && _waiting.Min is var best && IsIn(best) ? best : null;

    /// <summary>The worst trial that waits, where it will never be among the best, whatever comes.</summary>
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
        IsComplete = unproposed == 0 && Coming == 0;
        if (_quantile is { } quantile)
        {
            _now.Size = quantile.SizeFor(Count);
            return;
        }

        _now.Size = IsComplete && IsLast ? 1 : Math.Max(Count / _eta, IsComplete ? 1 : 0);
        _ever.Size = IsComplete ? _now.Size : unproposed is { } more ? (int)Math.Clamp((Count + Coming + more) / _eta, 1, int.MaxValue) : int.MaxValue;
    }

    /// <summary>Whether a result of this rung may go on.</summary>
    public bool IsIn(in RungEntry entry) => _quantile is { } quantile ? Count > 1 && quantile.Admits(entry.Value, _now) : _now.IsInside(entry);

    public void Wait(in RungEntry entry) => _waiting.Add(entry);

    public void Leave(in RungEntry entry) => _waiting.Remove(entry);
}
