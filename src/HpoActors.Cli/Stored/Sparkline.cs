namespace HpoActors.Cli.Stored;

/// <summary>A curve in a few characters, low to high: <c>▇▅▃▁</c>.</summary>
/// <param name="min">The lowest value of all curves that are to be compared.</param>
/// <param name="max">The highest.</param>
internal sealed class Sparkline(double min, double max)
{
    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>The curve, every so manieth point where it is longer than <paramref name="width"/>, always the last one; <c>×</c> for what is no finite number.</summary>
    public string Of(IReadOnlyList<double> values, int width)
    {
        int count = Math.Min(width, values.Count);
        return string.Concat(Enumerable.Range(0, count).Select(i => Level(values[(int)(((i + 1L) * values.Count / count) - 1)])));
    }

    private char Level(double value)
    {
        if (!double.IsFinite(value))
        {
            return '×';
        }

        // Halved, so that the range of two large numbers does not overflow.
        double share = max > min ? ((value / 2) - (min / 2)) / ((max / 2) - (min / 2)) : 0;
        return Levels[Math.Clamp((int)(share * Levels.Length), 0, Levels.Length - 1)];
    }
}
