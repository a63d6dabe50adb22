using HpoActors.Core.Objectives;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;

namespace HpoActors.Tests.Experiments;

/// <summary>What goes wrong in a simulated experiment, and when, from a seed.</summary>
internal sealed class Faults(int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>No faults.</summary>
    public static Faults? None => null;

    /// <summary>Whether the next message is lost.</summary>
    public bool Loses() => _random.NextDouble() < 0.05;

    /// <summary>How often the next message comes, and when: at once or up to 20 s later.</summary>
    public IEnumerable<TimeSpan> Arrivals()
    {
        int times = Loses() ? 0 : _random.NextDouble() < 0.1 ? 2 : 1;
        for (int i = 0; i < times; i++)
        {
            yield return TimeSpan.FromSeconds(_random.NextDouble() < 0.1 ? _random.NextDouble() * 20 : 0);
        }
    }

    /// <summary>When the next trainer dies, from now.</summary>
    public TimeSpan NextDeath() => TimeSpan.FromSeconds(10 + (_random.NextDouble() * 60));

    /// <summary>Which of that many.</summary>
    public int Which(int count) => _random.Next(count);

    /// <summary>How an attempt goes.</summary>
    public SimulatedTrial Next(TrialJob job) => (_random.Next(20), job) switch
    {
        (0, _) => SimulatedTrial.Hung,
        (1, _) => SimulatedTrial.EndingAfterCancel(3),
        (2, _) => SimulatedTrial.Failing(FailureKind.UserError),
        (3, _) => SimulatedTrial.Failing(FailureKind.OutOfMemory),
        (4, _) => SimulatedTrial.Diverging,
        (5, _) => SimulatedTrial.Silent,
        _ => SimulatedTrial.Taking(0.5 + (_random.NextDouble() * 8)),
    };
}
