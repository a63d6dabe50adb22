using System.Globalization;
using HpoActors.Core;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Bench.Simulations;

/// <summary>The trainers of a simulation, as in <c>64</c>, or <c>8*1.0+4*0.5</c>: eight of the usual speed and four of half of it.</summary>
/// <param name="Text">How they were written.</param>
/// <param name="Nodes">They, a node for each speed.</param>
internal sealed record SimulatedTrainers(string Text, IReadOnlyList<SimulatedNode> Nodes)
{
    public const string Option = "--trainers";

    // More are a slip of the pen: the results hold for the number that is written.
    private const int Most = 100_000;

    private const string Forms = "write a number such as 64, 8*1.0+4*0.5 for trainers of unequal speed, and commas between choices to compare";

    /// <summary>How many there are.</summary>
    public int Count => Nodes.Sum(n => n.Trainers);

    /// <summary>Choices to compare, as in <c>16,64,256</c>.</summary>
    /// <exception cref="InvalidOptionException">The text has another form.</exception>
    public static IReadOnlyList<SimulatedTrainers> ParseAll(string text)
    {
        SimulatedTrainers[] all = [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Parse)];
        return all.DistinctBy(t => t.Text).Count() == all.Length ? all : throw new InvalidOptionException(Option, $"{text} names one choice twice");
    }

    private static SimulatedTrainers Parse(string text)
    {
        SimulatedNode[] nodes = [.. text.Split('+', StringSplitOptions.TrimEntries).Select((part, i) => Node(text, part, i))];
        return nodes.Sum(n => (long)n.Trainers) <= Most ? new SimulatedTrainers(text, nodes) : throw new InvalidOptionException(Option, $"'{text}' is more than {Most} trainers");
    }

    private static SimulatedNode Node(string text, string part, int index)
    {
        string[] factors = part.Split('*', StringSplitOptions.TrimEntries);
        double speed = 1;
        if (factors.Length > 2
            || !int.TryParse(factors[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            || (factors.Length == 2 && !double.TryParse(factors[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out speed)))
        {
            throw new InvalidOptionException(Option, $"'{text}' is no number of trainers; {Forms}");
        }

        return count < 1 ? throw new InvalidOptionException(Option, $"'{text}' has {count} trainers; there must be at least 1")
            : speed is not > 0 ? throw new InvalidOptionException(Option, $"'{text}' has trainers of speed {speed}, which would never finish an epoch; must be above 0")
            : new SimulatedNode($"node-{index}", count, speed);
    }
}
