namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>One rung of one synchronous bracket: it waits for all its trials, and then lets the best ones go on and ends the others.</summary>
internal sealed class BracketRung
{
    private readonly int _eta;
    private readonly MovingCut _results = new();
    private readonly SortedSet<RungEntry> _waiting = [];
    private readonly List<RungEntry> _left = [];
    private int _missing;

    public BracketRung(int eta, int epoch)
    {
        _eta = eta;
        Epoch = epoch;
    }

    public int Epoch { get; }

    /// <summary>Whether it decided: no trial can come any more, and none is missing.</summary>
    public bool HasDecided { get; private set; }

    /// <summary>The number of results.</summary>
    public int Count => _results.Count;

    /// <summary>How many of the results go on.</summary>
    public int Places => Math.Min(_results.Size, Count);

    /// <summary>The best trial that waits to go on.</summary>
    public RungEntry? Winner => HasDecided && _waiting.Count > 0 && _waiting.Min is var best && IsIn(best) ? best : null;

    /// <summary>The worst trial that waits to end.</summary>
    public RungEntry? Loser => HasDecided && _waiting.Count > 0 && _waiting.Max is var worst && !IsIn(worst) ? worst : null;

    /// <summary>A trial is on its way to the rung.</summary>
    public void Enter() => _missing++;

    /// <summary>A trial that was on its way ended.</summary>
    public void Lose() => _missing--;

    public void Record(in RungEntry entry)
    {
        _missing--;
        _results.Add(entry);
    }

    /// <summary>All trials that the rung will have are on their way. From now on it decides as soon as it can.</summary>
    /// <param name="size">How many they were: of so many one in η goes on, and one at least. Failures take nothing from those who go on.</param>
    public void Close(int size) => _results.Size = Math.Max(1, size / _eta);

    /// <summary>Decides, where nobody is missing.</summary>
    /// <returns>How many go on to the next rung, or null where it is too early or was done.</returns>
    public int? Decide()
    {
        if (HasDecided || _results.Size == 0 || _missing > 0)
        {
            return null;
        }

        HasDecided = true;
        return Places - _left.Count(entry => IsIn(entry));
    }

    public bool IsIn(in RungEntry entry) => _results.IsInside(entry);

    public void Wait(in RungEntry entry) => _waiting.Add(entry);

    /// <summary>A trial that waited goes on, or ended. What ended before the decision goes on no more, however good.</summary>
    public void Leave(in RungEntry entry)
    {
        _waiting.Remove(entry);
        if (!HasDecided)
        {
            _left.Add(entry);
        }
    }
}
