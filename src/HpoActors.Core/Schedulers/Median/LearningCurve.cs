namespace HpoActors.Core.Schedulers.Median;

/// <summary>A trial's values so far, to be minimised; NaN counts as infinite.</summary>
internal sealed class LearningCurve
{
    private double _sum;
    private int _count;

    /// <summary>The best value, infinite before the first.</summary>
    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>The mean of all values.</summary>
    public double Average => _sum / _count;

    /// <summary>Adds the next value.</summary>
    public void Add(double value)
    {
        value = double.IsNaN(value) ? double.PositiveInfinity : value;
        Best = Math.Min(Best, value);
        _sum += value;
        _count++;
    }
}
