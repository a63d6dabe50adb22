namespace HpoActors.Core.Schedulers.Median;

/// <summary>The median of numbers that come one after the other: two heaps that meet in the middle, O(log n) a number.</summary>
internal sealed class RunningMedian
{
    // The smaller half, largest first, with one more where the number is odd; and the larger half, smallest first.
    private readonly PriorityQueue<double, double> _low = new(Comparer<double>.Create(static (a, b) => b.CompareTo(a)));
    private readonly PriorityQueue<double, double> _high = new();

    /// <summary>How many numbers there are.</summary>
    public int Count => _low.Count + _high.Count;

    /// <summary>The number in the middle, or the mean of the two in the middle; there has to be one.</summary>
    public double Median => _low.Count > _high.Count ? _low.Peek() : (_low.Peek() / 2) + (_high.Peek() / 2);

    /// <summary>Adds a number; NaN counts as infinite.</summary>
    public void Add(double value)
    {
        value = double.IsNaN(value) ? double.PositiveInfinity : value;
        double middle = _low.EnqueueDequeue(value, value);
        _high.Enqueue(middle, middle);
        if (_high.Count > _low.Count)
        {
            double smallest = _high.Dequeue();
            _low.Enqueue(smallest, smallest);
        }
    }
}
