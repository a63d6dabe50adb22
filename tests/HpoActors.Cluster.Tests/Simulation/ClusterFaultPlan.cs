using HpoActors.Core.Randomness;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>What goes wrong in a simulated cluster, how often and until when; a seed decides the rest. By default nothing does.</summary>
/// <param name="Seed">Decides what goes wrong, and when.</param>
internal sealed record ClusterFaultPlan(long Seed)
{
    /// <summary>What begins goes on for so long at the most: a process that is stopped, or away, or cut off.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>When the last fault may begin.</summary>
    public TimeSpan Until { get; init; } = TimeSpan.Zero;

    /// <summary>The share of messages between processes that are lost.</summary>
    public double LostMessages { get; init; }

    /// <summary>The share that comes twice.</summary>
    public double DoubledMessages { get; init; }

    /// <summary>The share that comes late, and so in another order.</summary>
    public double DelayedMessages { get; init; }

    /// <summary>The longest delay.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The mean time between faults of trainer nodes: one dies, is stopped, is cut off, or leaves in peace; and comes back.</summary>
    public TimeSpan? TrainersEvery { get; init; }

    /// <summary>The mean time between faults of the coordinator in office: it dies, is stopped or is cut off, or another takes office beside it.</summary>
    public TimeSpan? CoordinatorsEvery { get; init; }

    /// <summary>The share of the journal's writes that fail, some of them after all written.</summary>
    public double FailedWrites { get; init; }

    /// <summary>The share that takes up to 3 s.</summary>
    public double SlowWrites { get; init; }

    /// <summary>The mean time between times in which the journal is not to be reached, or all of the store. Default: both always are.</summary>
    public TimeSpan? OutagesEvery { get; init; }

    /// <summary>Whether nothing ever happens to trainers, nor on their way to coordinators: then no attempt fails, whatever becomes of coordinators.</summary>
    public bool SparesTrainers => LostMessages == 0 && DelayedMessages == 0 && TrainersEvery is null;

    /// <summary>From when on all is well: everybody is back, and searchers too that stopped.</summary>
    public TimeSpan QuietFrom => Until + (2 * Longest) + LongestDelay + TimeSpan.FromSeconds(30);

    /// <summary>A plan whose kinds of faults are drawn as well.</summary>
    public static ClusterFaultPlan Drawn(long seed)
    {
        RandomStream draw = RandomStream.For(seed, "cluster-fault-plan");
        double Share(double most) => draw.NextDouble() < 0.5 ? 0 : most * draw.NextDouble();
        TimeSpan Every(double least, double most) => TimeSpan.FromSeconds(least + ((most - least) * draw.NextDouble()));
        ClusterFaultPlan plan = new(seed)
        {
            Until = Every(10, 60),
            DoubledMessages = Share(0.3),
            LongestDelay = Every(1, 20),
            CoordinatorsEvery = draw.NextInt32(4) > 0 ? Every(8, 40) : null,
            FailedWrites = Share(0.05),
            SlowWrites = Share(0.3),
            OutagesEvery = draw.NextInt32(4) == 0 ? Every(10, 40) : null,
        };
        return draw.NextInt32(3) == 0 ? plan : plan with
        {
            LostMessages = Share(0.2),
            DelayedMessages = Share(0.3),
            TrainersEvery = draw.NextInt32(3) > 0 ? Every(6, 40) : null,
        };
    }
}
