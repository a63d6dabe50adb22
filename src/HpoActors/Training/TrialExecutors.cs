using Akka.Actor;
using HpoActors.Core.Objectives;
using HpoActors.Training.Isolation;

namespace HpoActors.Training;

/// <summary>How a node's trainers run their trials.</summary>
internal static class TrialExecutors
{
    /// <summary>Starts a trainer's executor as the settings say: on a thread here, or in a process of its own.</summary>
    public static Func<Device, IActorRef, ITrialExecutor> Of(HpoSettings settings) => settings.Isolation == TrainerIsolation.Process
        ? (device, trainer) => new ProcessExecutor(device, trainer, settings.IsolationProgram)
        : (device, trainer) => new TrainerThread(device, trainer);
}
