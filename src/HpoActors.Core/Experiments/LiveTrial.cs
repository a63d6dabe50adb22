using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>A trial that has not ended: what the experiment has to know to decide about it.</summary>
public sealed class LiveTrial
{
    internal LiveTrial(TrialId id, Configuration configuration, int epochs, TrialId? startFrom)
    {
        Id = id;
        Configuration = configuration;
        Epochs = epochs;
        StartFrom = startFrom;
    }

    /// <summary>The trial's id.</summary>
    public TrialId Id { get; }

    /// <summary>Its configuration.</summary>
    public Configuration Configuration { get; }

    /// <summary>Its last epoch.</summary>
    public int Epochs { get; }

    /// <summary>The trial whose checkpoint it starts from, or null.</summary>
    public TrialId? StartFrom { get; }

    /// <summary>Proposed, running or paused.</summary>
    public TrialState State { get; internal set; } = TrialState.Proposed;

    /// <summary>The present or last attempt, 0 before the first.</summary>
    public int Attempt { get; internal set; }

    /// <summary>The trainer that has or had it, or null.</summary>
    public string? Trainer { get; internal set; }

    /// <summary>When the present attempt started; of no meaning before the first.</summary>
    public DateTimeOffset StartedAt { get; internal set; }

    /// <summary>The last epoch reported by the present attempt, 0 before the first.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The epoch up to which it runs unasked.</summary>
    public int Until { get; internal set; }

    /// <summary>The metric at <see cref="Epoch"/>, NaN before the first.</summary>
    public double Value { get; internal set; } = double.NaN;

    /// <summary>Whether the trial waits at its milestone for the scheduler.</summary>
    public bool AwaitsVerdict => State == TrialState.Running && Epoch == Until && Epoch < Epochs && Ending is null;

    /// <summary>The last verdict of the present attempt and its milestone, or null.</summary>
    internal (int Epoch, Schedulers.Verdict Verdict)? Judged { get; set; }

    /// <summary>Pause or stop, once the scheduler said so and until the trainer let go.</summary>
    internal Schedulers.VerdictKind? Ending { get; set; }
}
