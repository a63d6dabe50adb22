using Akka.Configuration;
using Akka.Dispatch;

namespace HpoActors.TestKit.Simulation;

/// <summary>Made by Akka from the configuration; finds its system through the system's scheduler.</summary>
internal sealed class SeededDispatcherConfigurator : MessageDispatcherConfigurator
{
    private readonly SeededDispatcher _dispatcher;

    public SeededDispatcherConfigurator(Config config, IDispatcherPrerequisites prerequisites)
        : base(config, prerequisites)
    {
        _dispatcher = new SeededDispatcher(this, (VirtualTimeScheduler)prerequisites.Scheduler);
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}
