using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>A trial that has not ended: what the experiment has to know to decide about it.</summary>
public sealed class LiveTrial
{
    internal LiveTrial(TrialId id, Configuration configuration, int epochs, CheckpointId? startFrom)
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

    /// <summary>The checkpoint that its next attempt goes on from: its own latest one, at first that of the trial that it is a copy of, or null.</summary>
    public CheckpointId? StartFrom { get; internal set; }

    /// <summary>Proposed, running or paused.</summary>
    public TrialState State { get; internal set; } = TrialState.Proposed;

    /// <summary>The present or last attempt, 0 before the first.</summary>
    public int Attempt { get; internal set; }

    /// <summary>The trainer that has or had it, or null.</summary>
    public string? Trainer { get; internal set; }

    /// <summary>When the present attempt started; of no meaning before the first.</summary>
    public DateTimeOffset StartedAt { get; internal set; }

    /// <summary>How many attempts failed.</summary>
    public int Failures { get; internal set; }

    /// <summary>The first epoch of the present attempt.</summary>
    public int FirstEpoch { get; internal set; } = 1;

    /// <summary>The last epoch reported, or that of the checkpoint that the present attempt started from.</summary>
    public int Epoch { get; internal set; }

    /// <summary>The epoch up to which it runs unasked, once it was assigned; an attempt that fails takes nothing of it back.</summary>
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
