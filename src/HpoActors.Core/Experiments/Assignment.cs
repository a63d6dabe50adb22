using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>An attempt for a trainer to run.</summary>
/// <param name="Attempt">The trial and the attempt.</param>
/// <param name="Configuration">The configuration.</param>
/// <param name="FirstEpoch">The first epoch to train.</param>
/// <param name="Until">The epoch at which to wait for a verdict, at most <paramref name="Epochs"/>; there nothing is waited for.</param>
/// <param name="Epochs">The trial's last epoch.</param>
/// <param name="StartFrom">The trial whose checkpoint to start from, or null.</param>
public sealed record Assignment(AttemptId Attempt, Configuration Configuration, int FirstEpoch, int Until, int Epochs, TrialId? StartFrom)
{
    /// <summary>The trial.</summary>
    public TrialId Trial => Attempt.Trial;
}
