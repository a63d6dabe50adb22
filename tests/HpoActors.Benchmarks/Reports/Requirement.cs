namespace HpoActors.Benchmarks.Reports;

/// <summary>What a number has to keep to.</summary>
/// <param name="Text">In words.</param>
/// <param name="Value">The number.</param>
/// <param name="IsMet">Whether it does.</param>
internal sealed record Requirement(string Text, double Value, bool IsMet)
{
    public static Requirement AtMost(double limit, Measurement measured, string text) => new(text, measured.Median, measured.Median <= limit);

    public static Requirement AtLeast(double limit, Measurement measured, string text) => new(text, measured.Median, measured.Median >= limit);
}
