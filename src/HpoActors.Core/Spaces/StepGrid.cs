namespace HpoActors.Core.Spaces;

/// <summary>The values min, min + step, … not above max, exact in decimals: −10.2 + 102 · 0.1 is 0, and no 4·10⁻¹⁶.</summary>
internal sealed record StepGrid
{
    private readonly double _min;
    private readonly double _max;
    private readonly double _step;
    private readonly bool _decimal;

    public StepGrid(double min, double max, double step)
    {
        _min = min;
        _max = max;
        _step = step;
        _decimal = Fits(min) && Fits(max) && Fits(step);

        // Where decimals cannot hold the numbers, a share of 1e-10 of a step counts as rounding.
        Count = 1 + (_decimal
            ? (long)Math.Floor(((decimal)max - (decimal)min) / (decimal)step)
            : (long)Math.Floor(((max - min) / step) + 1e-10));
    }

    public long Count { get; }

    // Decimals have a negative zero too; adding 0 makes it the positive one.
    public double this[long index] => Math.Min(_max, _decimal ? (double)((decimal)_min + (index * (decimal)_step)) + 0.0 : _min + (index * _step));

    /// <summary>Whether neighbouring values are different doubles: two units in the last place apart, they are after any rounding.</summary>
    public static bool CanTellApart(double min, double max, double step)
    {
        double largest = Math.Max(Math.Abs(min), Math.Abs(max));
        return min == max || step >= 2 * (Math.BitIncrement(largest) - largest);
    }

    public bool Contains(double x)
    {
        // The quotient of a fine grid may be off by one.
        long near = (long)Math.Clamp(Math.Round((x - _min) / _step), 0, Count - 1);
        return this[near] == x || (near > 0 && this[near - 1] == x) || (near < Count - 1 && this[near + 1] == x);
    }

    public long Index(double u, Prior? prior)
    {
        if (prior is null)
        {
            return Math.Min((long)(u * Count), Count - 1);
        }

        (double low, double high) = Cells(prior);
        double x = prior.Quantile(u, low, high, Scale.Linear);
        return Math.Clamp((long)Math.Round((x - _min) / _step), 0, Count - 1);
    }

    public UnitCell CellOf(double x, Prior? prior)
    {
        long index = (long)Math.Clamp(Math.Round((x - _min) / _step), 0, Count - 1);
        if (prior is null)
        {
            return UnitCell.Of(index, Count);
        }

        // Neighbours share an edge to the last bit.
        (double low, double high) = Cells(prior);
        return new UnitCell(Share(index), Share(index + 1));

        double Share(long edge) => edge == 0 ? 0 : edge == Count ? 1 : prior.Share(_min + ((edge - 0.5) * _step), low, high, Scale.Linear);
    }

    // Each value owns half a step on either side.
    private (double Low, double High) Cells(Prior prior)
    {
        double half = _step / 2;
        return (prior.NeedsPositiveRange ? Math.Max(_min - half, Math.Max(_min / 2, double.Epsilon)) : _min - half, this[Count - 1] + half);
    }

    // A decimal takes 15 digits of a double: thirds and the like do not come back.
    private static bool Fits(double x) => x == 0 || (Math.Abs(x) < 1e12 && Math.Abs(x) > 1e-12 && (double)(decimal)x == x);
}
