using Akka.Actor;
using Akka.Configuration;

namespace HpoActors.Benchmarks;

/// <summary>A system with the settings that users get, quiet.</summary>
internal static class ActorSystems
{
    public static ActorSystem Create(Config? more = null) => ActorSystem.Create("benchmark", ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          log-dead-letters = off
        }
        """).WithFallback(more ?? Config.Empty));
}
