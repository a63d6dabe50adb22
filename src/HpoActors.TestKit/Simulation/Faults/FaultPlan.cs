using HpoActors.Core.Randomness;

namespace HpoActors.TestKit.Simulation.Faults;

/// <summary>
/// What goes wrong in a simulated experiment, how often and until when; a seed decides the rest. Nothing goes wrong by default, and nothing new after
/// <see cref="Until"/>: then the experiment has to come to its end.
/// </summary>
/// <remarks>
/// Messages between searcher, pool and trainers that could cross the wire get lost, doubled, delayed and so reordered. What the pool tells its trainers when an experiment
/// begins or ends does not: they are in one process. Nor do an actor's own supervision, the results and the client.
/// </remarks>
/// <param name="Seed">Decides what goes wrong, and when.</param>
public sealed record FaultPlan(long Seed)
{
    /// <summary>The virtual time since the system's start at which faults end. Default 60 s.</summary>
    public TimeSpan Until { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The share of messages that are lost, from 0 to 1. Default 0.</summary>
    public double LostMessages { get; init; }

    /// <summary>The share of messages that come twice. Default 0.</summary>
    public double DoubledMessages { get; init; }

    /// <summary>The share of messages that come later, and so in another order. Default 0.</summary>
    public double DelayedMessages { get; init; }

    /// <summary>The longest delay of a message. Default 20 s: longer than a lease.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The mean time between deaths of trainers, or null (default) for none.</summary>
    public TimeSpan? TrainersDieEvery { get; init; }

    /// <summary>The mean time between deaths of nodes with all their trainers, or null (default) for none.</summary>
    public TimeSpan? NodesDieEvery { get; init; }

    /// <summary>The mean time between silences: a trainer goes on, and nothing that it says arrives, nor what it is told. Null (default) for none.</summary>
    public TimeSpan? TrainersFallSilentEvery { get; init; }

    /// <summary>The longest silence. Default 40 s.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(40);

    /// <summary>The share of attempts that fail by themselves: an error, no memory, NaN, no report at all, a pause without a checkpoint. Default 0.</summary>
    public double FailingAttempts { get; init; }

    /// <summary>The share of attempts whose thread does not come back; the experiment needs a time-out for trials then. Default 0.</summary>
    public double HangingAttempts { get; init; }

    /// <summary>The mean time between deaths of the searcher, or null (default) for none. The cluster has to be durable.</summary>
    public TimeSpan? SearcherDiesEvery { get; init; }

    /// <summary>The share of the journal's writes that fail or are refused, some of them after all written. Default 0. The cluster has to be durable.</summary>
    public double FailedWrites { get; init; }

    /// <summary>The share of the journal's writes that take up to 3 s. Default 0.</summary>
    public double SlowWrites { get; init; }

    /// <summary>The mean time between losses of a paused trial's checkpoint, or null (default) for none.</summary>
    public TimeSpan? CheckpointsLostEvery { get; init; }

    internal bool StopsSearcher => SearcherDiesEvery is not null || FailedWrites > 0;

    /// <summary>From when on no fault begins any more and no message is still under way; a searcher that died last may be away a little longer.</summary>
    public TimeSpan QuietFrom
    {
        get
        {
            TimeSpan silence = TrainersFallSilentEvery is null ? TimeSpan.Zero : LongestSilence;
            TimeSpan delay = DelayedMessages > 0 ? LongestDelay : TimeSpan.Zero;
            return Until + (silence > delay ? silence : delay);
        }
    }

    /// <summary>
    /// A plan whose kinds of faults are drawn as well: each is there in half of the seeds, so that some seeds have one kind alone and few have all.
    /// </summary>
    /// <param name="seed">Decides all.</param>
    /// <param name="isDurable">Whether the searcher may die and its journal fail. Default yes.</param>
    public static FaultPlan Drawn(long seed, bool isDurable = true)
    {
        RandomStream draw = RandomStream.For(seed, "fault-plan");
        double Share(double most) => draw.NextDouble() < 0.5 ? 0 : most * draw.NextDouble();
        TimeSpan? Every(double least, double most) =>
            draw.NextDouble() < 0.5 ? null : TimeSpan.FromSeconds(least + ((most - least) * draw.NextDouble()));
        return new FaultPlan(seed)
        {
            Until = TimeSpan.FromSeconds(5 + (60 * draw.NextDouble())),
            LostMessages = Share(0.25),
            DoubledMessages = Share(0.3),
            DelayedMessages = Share(0.3),
            LongestDelay = TimeSpan.FromSeconds(1 + (20 * draw.NextDouble())),
            TrainersDieEvery = Every(8, 40),
            NodesDieEvery = Every(30, 90),
            TrainersFallSilentEvery = Every(15, 60),
            LongestSilence = TimeSpan.FromSeconds(5 + (35 * draw.NextDouble())),
            FailingAttempts = Share(0.3),
            HangingAttempts = Share(0.15),
            SearcherDiesEvery = isDurable ? Every(5, 40) : null,
            FailedWrites = isDurable ? Share(0.1) : 0,
            SlowWrites = isDurable ? Share(0.3) : 0,
            CheckpointsLostEvery = Every(4, 30),
        };
    }

    internal void Validate(bool isDurable)
    {
        foreach ((string name, double share) in new[]
        {
            (nameof(LostMessages), LostMessages), (nameof(DoubledMessages), DoubledMessages), (nameof(DelayedMessages), DelayedMessages),
            (nameof(FailingAttempts), FailingAttempts), (nameof(HangingAttempts), HangingAttempts), (nameof(FailedWrites), FailedWrites), (nameof(SlowWrites), SlowWrites),
        })
        {
            if (!(share is >= 0 and <= 1))
            {
                throw new ArgumentException($"the fault plan's {name} is {share}; write a share from 0 to 1");
            }
        }

        if (!isDurable && (StopsSearcher || SlowWrites > 0))
        {
            throw new ArgumentException("the fault plan stops the searcher, and its journal forgets; make the cluster durable (IsDurable)");
        }
    }
}
