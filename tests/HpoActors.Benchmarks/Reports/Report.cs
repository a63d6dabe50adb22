namespace HpoActors.Benchmarks.Reports;

/// <summary>What a benchmark found.</summary>
internal sealed record Report
{
    public required string Name { get; init; }

    /// <summary>What was compared with what, and on which core: lines.</summary>
    public required IReadOnlyList<string> Compared { get; init; }

    public required IReadOnlyList<Measurement> Measurements { get; init; }

    public required IReadOnlyList<Requirement> Requirements { get; init; }

    /// <summary>What the reader has to know besides.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
