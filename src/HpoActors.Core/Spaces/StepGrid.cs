namespace HpoActors.Core.Spaces;

/// <summary>The values min, min + step, … not above max, exact in decimals: −10.2 + 102 · 0.1 is 0, and no 4·10⁻¹⁶.</summary>
internal sealed class StepGrid
{
    public const double MaxCount = 1L << 53;

    private readonly double _min;
    private readonly double _step;
    private readonly bool _decimal;

    public StepGrid(double min, double max, double step)
    {
        _min = min;
        _step = step;
        _decimal = Fits(min) && Fits(max) && Fits(step);

        // Where decimals cannot hold the numbers, a share of 1e-10 of a step counts as rounding.
        Count = 1 + (_decimal
            ? (long)Math.Floor(((decimal)max - (decimal)min) / (decimal)step)
            : (long)Math.Floor(((max - min) / step) + 1e-10));
    }

    public long Count { get; }

    public double this[long index] => _decimal
        ? (double)((decimal)_min + (index * (decimal)_step))
        : _min + (index * _step);

    public bool Contains(double x)
    {
        long index = (long)Math.Round((x - _min) / _step);
        return index >= 0 && index < Count && this[index] == x;
    }

    public long Index(double u, Prior? prior)
    {
        if (prior is null)
        {
            return Math.Min((long)(u * Count), Count - 1);
        }

        double half = _step / 2;
        double low = prior.NeedsPositiveRange ? Math.Max(_min - half, _min / 2) : _min - half;
        double x = prior.Quantile(u, low, this[Count - 1] + half, Scale.Linear);
        return Math.Clamp((long)Math.Round((x - _min) / _step), 0, Count - 1);
    }

    private static bool Fits(double x) => x == 0 || (Math.Abs(x) < 1e12 && Math.Abs(x) > 1e-12);
}
