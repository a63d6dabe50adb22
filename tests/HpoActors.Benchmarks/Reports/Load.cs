namespace HpoActors.Benchmarks.Reports;

/// <summary>How many threads wanted to run in the last minute: above the number of cores, the numbers are noisy.</summary>
internal readonly record struct Load(double? Average)
{
    private const string Source = "/proc/loadavg";

    public static Load Now() => new(File.Exists(Source) ? double.Parse(File.ReadAllText(Source).Split(' ')[0]) : null);

    public override string ToString() => Average is { } average ? $"{average:0.00}" : "unknown";
}
