using HpoActors.Core.Randomness;

namespace HpoActors.TestKit.Simulation.Faults;

/// <summary>What a bad network does to messages that do arrive at all.</summary>
/// <param name="draw">Draws their fates.</param>
/// <param name="lost">The share that is lost.</param>
/// <param name="doubled">The share that comes twice.</param>
/// <param name="delayed">The share that comes late, and so in another order.</param>
/// <param name="longestDelay">The longest delay.</param>
internal sealed class UnreliableMessages(RandomStream draw, double lost, double doubled, double delayed, TimeSpan longestDelay)
{
    /// <summary>When the copies of the next one arrive, from now.</summary>
    public IReadOnlyList<TimeSpan> NextArrivals()
    {
        if (draw.NextDouble() < lost)
        {
            return SimulatedMessage.Lost;
        }

        bool isDoubled = draw.NextDouble() < doubled;
        bool isDelayed = draw.NextDouble() < delayed;
        return (isDoubled, isDelayed) switch
        {
            (false, false) => SimulatedMessage.AtOnce,
            (false, true) => [Delay()],
            (true, false) => [TimeSpan.Zero, TimeSpan.Zero],
            (true, true) => [TimeSpan.Zero, Delay()],
        };
    }

    private TimeSpan Delay() => TimeSpan.FromTicks(1 + (long)(draw.NextDouble() * longestDelay.Ticks));
}
