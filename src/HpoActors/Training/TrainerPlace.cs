using Akka.Actor;
using HpoActors.Core.Objectives;

namespace HpoActors.Training;

/// <summary>Where and for whom a trainer's thread trains.</summary>
/// <param name="Device">The core or GPU.</param>
/// <param name="Trainer">The trainer's actor, who is told what comes of it.</param>
/// <param name="Wake">Makes the thread look again; called from the actor's side when a job was judged or cancelled.</param>
/// <param name="IsAbandoned">Whether the thread is to end.</param>
/// <param name="WorksOn">Takes the jobs that the objective is given to work on, before that; none where it is done with them.</param>
internal sealed record TrainerPlace(Device Device, IActorRef Trainer, Action Wake, Func<bool> IsAbandoned, Action<IReadOnlyCollection<TrialJob>> WorksOn)
{
    /// <summary>The trainer's name.</summary>
    public string Name { get; } = Device.ToString();
}
