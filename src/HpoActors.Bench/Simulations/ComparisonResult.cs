namespace HpoActors.Bench.Simulations;

/// <summary>What came of a comparison of schedulers.</summary>
/// <param name="Options">What was compared.</param>
/// <param name="Rows">A row for each choice of trainers and each scheduler, in this order.</param>
/// <param name="Notes">Lines that the user has to see.</param>
internal sealed record ComparisonResult(ComparisonOptions Options, IReadOnlyList<ComparisonRow> Rows, IReadOnlyList<string> Notes);

/// <summary>A scheduler on some trainers.</summary>
/// <param name="Policy">The scheduler.</param>
/// <param name="Trainers">The trainers.</param>
/// <param name="Runs">A run for each seed.</param>
internal sealed record ComparisonRow(Policy Policy, SimulatedTrainers Trainers, IReadOnlyList<SimulatedRun> Runs);
