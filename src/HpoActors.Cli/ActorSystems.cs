using Akka.Actor;
using Akka.Configuration;
using HpoActors.Torch;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Softmax;

namespace HpoActors.Cli;

/// <summary>The command's own ActorSystem: quiet, its log on standard error.</summary>
internal static class ActorSystems
{
    public static ActorSystem Create(bool verbose, Config settings)
    {
        ActorSystem system = ActorSystem.Create("hpo", settings.WithFallback(Quiet(verbose ? "INFO" : "WARNING")));
        Register(Hpo.Get(system));
        return system;
    }

    /// <summary>Makes known what the command can train, and on what.</summary>
    public static void Register(Hpo hpo)
    {
        Register(hpo.Objectives);
        hpo.CudaDevices = () => TorchRuntime.CudaDeviceCount;
    }

    /// <summary>Makes the command's objectives known, in the node and in its trainers' processes.</summary>
    public static void Register(ObjectiveRegistry objectives)
    {
        objectives.Register("softmax", SoftmaxObjective.Create);
        objectives.Register("mlp", MlpObjective.Create);
    }

    /// <summary>The settings of an actor system that writes its log to standard error.</summary>
    public static Config Quiet(string level) => ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{level}}
              stdout-loglevel = OFF
              loggers = ["HpoActors.Cli.StandardErrorLogger, hpo"]
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              coordinated-shutdown.run-by-clr-shutdown-hook = off
            }
            """);
}
