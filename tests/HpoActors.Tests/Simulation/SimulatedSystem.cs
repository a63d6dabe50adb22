using Akka.Actor;
using Akka.Configuration;

namespace HpoActors.Tests.Simulation;

/// <summary>
/// An ActorSystem in virtual time: one thread, the test's, runs all actors in an order that the seed decides, and time jumps from timer to timer.
/// </summary>
internal sealed class SimulatedSystem : IDisposable
{
    private const string Base =
        """
        akka {
          loggers = []
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.implementation = "HpoActors.Tests.Simulation.VirtualTimeScheduler, HpoActors.Tests"
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            serialize-messages = on
            default-dispatcher.type = "HpoActors.Tests.Simulation.SeededDispatcherConfigurator, HpoActors.Tests"
            internal-dispatcher.type = "HpoActors.Tests.Simulation.SeededDispatcherConfigurator, HpoActors.Tests"
          }
        }
        hpo.thinker-dispatcher.type = "HpoActors.Tests.Simulation.SeededDispatcherConfigurator, HpoActors.Tests"
        """;

    private readonly VirtualTimeScheduler _scheduler;

    public SimulatedSystem(int seed = 1, string config = "")
    {
        System = ActorSystem.Create(
            "simulated",
            ConfigurationFactory.ParseString($"simulation.seed = {seed}")
                .WithFallback(ConfigurationFactory.ParseString(config))
                .WithFallback(ConfigurationFactory.ParseString(Base))
                .WithFallback(HpoSettings.DefaultConfig()));
        _scheduler = (VirtualTimeScheduler)System.Scheduler;
        _scheduler.Runs.TakeOver();
        Settings = HpoSettings.Create(System);
    }

    public ActorSystem System { get; }

    public HpoSettings Settings { get; }

    /// <summary>The virtual time since the start.</summary>
    public TimeSpan Now => _scheduler.Elapsed;

    /// <summary>Lets everybody do what is to be done now.</summary>
    public void Settle() => Run(TimeSpan.Zero);

    /// <summary>Lets that much time pass.</summary>
    public void Run(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        RunUntil(() => false, end);
        _scheduler.MoveTo(end);
    }

    /// <summary>Lets that many seconds pass.</summary>
    public void Run(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets time pass until the condition holds, or up to a time since the start.</summary>
    /// <returns>Whether the condition holds.</returns>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        _scheduler.Runs.RunAll();
        while (!condition() && _scheduler.FireNext(limit))
        {
            _scheduler.Runs.RunAll();
        }

        return _scheduler.Runs.Foreign == 0
            ? condition()
            : throw new InvalidOperationException("work came from a thread that is not the simulation's; its traces do not repeat");
    }

    /// <summary>Calls back at a time from now.</summary>
    public void After(TimeSpan delay, Action action) => System.Scheduler.Advanced.ScheduleOnce(delay, action);

    public void Dispose()
    {
        Task terminated = System.Terminate();
        _ = terminated.ContinueWith(_ => _scheduler.Runs.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _scheduler.Runs.DrainUntil(() => terminated.IsCompleted);
    }
}
