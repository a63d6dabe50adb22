namespace HpoActors.Benchmarks.Reports;

/// <summary>One thing that was measured several times.</summary>
/// <param name="Name">What, and whose.</param>
/// <param name="Unit">Of the values.</param>
/// <param name="Values">In the order in which they were measured.</param>
internal sealed record Measurement(string Name, string Unit, IReadOnlyList<double> Values)
{
    public double Min => Values.Min();

    public double Max => Values.Max();

    public double Median
    {
        get
        {
            double[] sorted = [.. Values.Order()];
            return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        }
    }

    /// <summary>This by another that was measured beside it, round by round: a load that slows both in a round leaves the ratio alone.</summary>
    public Measurement By(Measurement other, string name) => new(name, "×", [.. Values.Zip(other.Values, (mine, its) => mine / its)]);
}
