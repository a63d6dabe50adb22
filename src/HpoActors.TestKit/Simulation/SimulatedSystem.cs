using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// An ActorSystem in virtual time: one thread, the test's, runs all actors in an order that the seed decides, and time jumps from timer to timer. The same
/// seed gives the same run to the last message, another seed another interleaving.
/// </summary>
/// <remarks>
/// Actors keep to it that take the time from their scheduler, wait by timers and draw from seeded streams. Work that comes from another thread (a task that
/// really waits, a thread-pool continuation) cannot repeat and is an error. <c>Ask</c> works, but its time-out is Akka's real one.
/// </remarks>
public sealed class SimulatedSystem : IDisposable
{
    private const string Base =
        """
        akka {
          loggers = []
          stdout-loglevel = OFF
          log-dead-letters = off
          scheduler.implementation = "HpoActors.TestKit.Simulation.VirtualTimeScheduler, HpoActors.TestKit"
          coordinated-shutdown.run-by-actor-system-terminate = off
          coordinated-shutdown.run-by-clr-shutdown-hook = off
          actor {
            serialize-messages = on
            default-dispatcher.type = "HpoActors.TestKit.Simulation.SeededDispatcherConfigurator, HpoActors.TestKit"
            internal-dispatcher.type = "HpoActors.TestKit.Simulation.SeededDispatcherConfigurator, HpoActors.TestKit"
          }
          test.expect-no-message-default = 0s
        }
        hpo {
          thinker-dispatcher.type = "HpoActors.TestKit.Simulation.SeededDispatcherConfigurator, HpoActors.TestKit"
          waiting-dispatcher.type = "HpoActors.TestKit.Simulation.SeededDispatcherConfigurator, HpoActors.TestKit"
          journal.simulated {
            class = "HpoActors.TestKit.Simulation.SimulatedJournal, HpoActors.TestKit"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
          snapshot-store.simulated {
            class = "HpoActors.TestKit.Simulation.SimulatedSnapshotStore, HpoActors.TestKit"
            plugin-dispatcher = "akka.actor.default-dispatcher"
          }
        }
        """;

    private readonly VirtualTimeScheduler _scheduler;

    /// <summary>Starts a system at time 0.</summary>
    /// <param name="seed">Decides the order in which actors run. Default 1.</param>
    /// <param name="config">
    /// Settings in HOCON that win over the simulation's. Default none. Messages are serialised on their way, so that one that could not cross the wire is found
    /// out; <c>akka.actor.serialize-messages = off</c> makes long simulations several times faster.
    /// </param>
    /// <exception cref="ConfigurationException">A setting of <c>hpo { … }</c> is out of range.</exception>
    public SimulatedSystem(long seed = 1, string config = "")
    {
        System = ActorSystem.Create(
            "simulated",
            ConfigurationFactory.ParseString($"simulation.seed = {seed}")
                .WithFallback(ConfigurationFactory.ParseString(config))
                .WithFallback(ConfigurationFactory.ParseString(Base))
                .WithFallback(TestKitBase.DefaultConfig)
                .WithFallback(HpoSettings.DefaultConfig()));
        _scheduler = (VirtualTimeScheduler)System.Scheduler;
        _scheduler.Runs.TakeOver();
        Settings = HpoSettings.Create(System);
    }

    /// <summary>The system. Actors are started and told as usual; they act when time is let pass.</summary>
    public ActorSystem System { get; }

    /// <summary>The settings of <c>hpo { … }</c>.</summary>
    public HpoSettings Settings { get; }

    /// <summary>The virtual time since the start.</summary>
    public TimeSpan Now => _scheduler.Elapsed;

    /// <summary>How many messages were handled since the start; an actor's start and stop count as well.</summary>
    public long Messages => _scheduler.Runs.Taken;

    /// <summary>
    /// Decides what becomes of each message on its way that could cross the wire (<see cref="Protocol.IHpoMessage"/>): when its copies arrive, from now. An empty list
    /// is a lost message, two times a doubled one. Default null: all arrive at once, those of one sender to one receiver in order.
    /// </summary>
    public Func<SimulatedMessage, IReadOnlyList<TimeSpan>>? Network
    {
        get => _scheduler.Network;
        set => _scheduler.Network = value;
    }

    /// <summary>The nodes that its actors are on. Default null: all are on one.</summary>
    internal ISimulatedNodes? Nodes
    {
        get => _scheduler.Nodes;
        set => _scheduler.Nodes = value;
    }

    /// <summary>What experiments journalled, where they use the journal <see cref="SimulatedStore.JournalPlugin"/>.</summary>
    public SimulatedStore Store => _scheduler.Store;

    /// <summary>Lets everybody do what is to be done now.</summary>
    /// <exception cref="InvalidOperationException">Work came from another thread.</exception>
    public void Settle() => Run(TimeSpan.Zero);

    /// <summary>Lets that much time pass.</summary>
    /// <param name="duration">Virtual time, at least zero.</param>
    /// <exception cref="InvalidOperationException">Work came from another thread.</exception>
    public void Run(TimeSpan duration)
    {
        TimeSpan end = Now + duration;
        RunUntil(() => false, end);
        _scheduler.MoveTo(end);
    }

    /// <summary>Lets that many seconds pass.</summary>
    /// <param name="seconds">Virtual seconds, at least 0.</param>
    /// <exception cref="InvalidOperationException">Work came from another thread.</exception>
    public void Run(double seconds) => Run(TimeSpan.FromSeconds(seconds));

    /// <summary>Lets time pass until the condition holds, or up to a time since the start.</summary>
    /// <param name="condition">Asked whenever all have done what was to be done at a time.</param>
    /// <param name="limit">The last time since the start.</param>
    /// <returns>Whether the condition holds.</returns>
    /// <exception cref="InvalidOperationException">Work came from another thread.</exception>
    public bool RunUntil(Func<bool> condition, TimeSpan limit)
    {
        ArgumentNullException.ThrowIfNull(condition);
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
    /// <param name="delay">Virtual time from now; zero is now, after what is being done.</param>
    /// <param name="action">What to do.</param>
    public void After(TimeSpan delay, Action action) => System.Scheduler.Advanced.ScheduleOnce(delay, action);

    /// <summary>A probe of Akka's TestKit whose waiting is virtual.</summary>
    /// <param name="name">The name of its actor, or null (default) for any.</param>
    public SimulatedProbe CreateTestProbe(string? name = null) => new(this, name);

    /// <summary>Stops all actors and ends the system.</summary>
    public void Dispose()
    {
        Task terminated = System.Terminate();
        _ = terminated.ContinueWith(_ => _scheduler.Runs.Wake(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        _scheduler.Runs.DrainUntil(() => terminated.IsCompleted);
    }
}
