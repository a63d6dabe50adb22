using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>An attempt for a trainer to run.</summary>
/// <param name="Attempt">The trial and the attempt.</param>
/// <param name="Configuration">The configuration.</param>
/// <param name="FirstEpoch">The first epoch to train.</param>
/// <param name="Until">The epoch at which to wait for a verdict, at most <paramref name="Epochs"/>; there nothing is waited for.</param>
/// <param name="Epochs">The trial's last epoch.</param>
/// <param name="StartFrom">The checkpoint to go on from, the trial's own or another's, or null: then it starts afresh, at epoch 1.</param>
public sealed record Assignment(AttemptId Attempt, Configuration Configuration, int FirstEpoch, int Until, int Epochs, CheckpointId? StartFrom)
{
    /// <summary>The trial.</summary>
    public TrialId Trial => Attempt.Trial;
}
