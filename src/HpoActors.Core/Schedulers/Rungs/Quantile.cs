namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>
/// The quantile <paramref name="Numerator"/>/<paramref name="Denominator"/> of a rung's values, interpolated linearly between the two at the position
/// (n − 1)·share, counted from the best; the position is a ratio of whole numbers, so that no rounding moves it.
/// </summary>
internal readonly record struct Quantile(int Numerator, int Denominator)
{
    /// <summary>How many of <paramref name="count"/> entries lie up to the position: where a <see cref="MovingCut"/> has to cut.</summary>
    public int SizeFor(int count) => count == 0 ? 0 : (int)(Position(count) / Denominator) + 1;

    /// <summary>Whether a value is no worse than the quantile of a set that is cut there. NaN is worse than any.</summary>
    public bool Admits(double value, MovingCut cut)
    {
        if (cut.LastInside is not { } last)
        {
            return true;
        }

        long remainder = Position(cut.Count) % Denominator;
        double threshold = remainder > 0 && cut.FirstOutside is { } next && next.Value > last.Value
            ? last.Value + ((next.Value - last.Value) * remainder / Denominator)
            : last.Value;
        return value <= threshold;
    }

    private long Position(int count) => (long)(count - 1) * Numerator;
}
