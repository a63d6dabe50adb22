namespace HpoActors.TestKit.Simulation.Replays;

/// <summary>How far a simulation decided as the recorded experiment did.</summary>
/// <param name="Decisions">How many decisions were recorded: proposals, starts, verdicts and resumptions.</param>
/// <param name="Equal">How many of them, from the first on, the simulation took in the same order.</param>
/// <param name="Recorded">The recorded decision where they part, or null where the simulation took all.</param>
/// <param name="Simulated">The simulation's decision there, or null where it took none.</param>
public sealed record ReplayResult(int Decisions, int Equal, string? Recorded, string? Simulated)
{
    /// <summary>Whether all decisions are the same in the same order, and there are no others.</summary>
    public bool IsEqual => Equal == Decisions && Simulated is null;
}
