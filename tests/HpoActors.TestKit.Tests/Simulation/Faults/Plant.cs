using Akka.Actor;
using HpoActors.TestKit.Simulation;

namespace HpoActors.TestKit.Tests.Simulation.Faults;

/// <summary>Puts a falsifier between the actors of a simulated experiment, beside the faults of its plan.</summary>
internal static class Plant
{
    /// <summary>Every message of a type is replaced by what a function makes of it, null for nothing; what it gives back unchanged goes its way.</summary>
    public static Action<SimulatedExperiment> Falsify<T>(Func<SimulatedExperiment, T, SimulatedMessage, object?> change)
        where T : class => experiment =>
    {
        Func<SimulatedMessage, IReadOnlyList<TimeSpan>> network = experiment.Simulated.Network!;
        bool isOwn = false;
        experiment.Simulated.Network = message =>
        {
            if (isOwn || message.Content is not T content)
            {
                return network(message);
            }

            object? changed = change(experiment, content, message);
            if (!ReferenceEquals(changed, content))
            {
                if (changed is not null)
                {
                    isOwn = true;
                    message.To.Tell(changed, message.From);
                    isOwn = false;
                }

                return SimulatedMessage.Lost;
            }

            return network(message);
        };
    };
}
