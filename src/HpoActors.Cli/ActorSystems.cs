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
        Config config = ConfigurationFactory.ParseString($$"""
            akka {
              loglevel = {{(verbose ? "INFO" : "WARNING")}}
              stdout-loglevel = OFF
              loggers = ["HpoActors.Cli.StandardErrorLogger, hpo"]
              log-dead-letters = off
              log-dead-letters-during-shutdown = off
              coordinated-shutdown.run-by-clr-shutdown-hook = off
            }
            """);
        ActorSystem system = ActorSystem.Create("hpo", settings.WithFallback(config));
        Hpo hpo = Hpo.Get(system);
        Register(hpo.Objectives);
        hpo.CudaDevices = () => TorchRuntime.CudaDeviceCount;
        return system;
    }

    /// <summary>Makes the command's objectives known, in the node and in its trainers' processes.</summary>
    public static void Register(ObjectiveRegistry objectives)
    {
        objectives.Register("softmax", SoftmaxObjective.Create);
        objectives.Register("mlp", MlpObjective.Create);
    }
}
