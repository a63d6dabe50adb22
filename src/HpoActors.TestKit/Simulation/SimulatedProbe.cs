using Akka.Actor;
using Akka.Actor.Setup;
using Akka.TestKit;
using Akka.TestKit.Xunit2;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// A probe of Akka's TestKit in virtual time. The expectations named here let virtual time pass until they are met; all others of a
/// <see cref="TestProbe"/> look at what has come, so let time pass by the <see cref="SimulatedSystem"/> before them; one of those that is not met waits in real
/// time before it fails.
/// </summary>
public sealed class SimulatedProbe : TestProbe
{
    /// <summary>How long an expectation waits where it is not told: 3 virtual seconds, as Akka's do.</summary>
    public static readonly TimeSpan DefaultWait = TimeSpan.FromSeconds(3);

    private readonly SimulatedSystem _simulated;

    internal SimulatedProbe(SimulatedSystem simulated, string? name)
        : base(simulated.System, new XunitAssertions(), name ?? NextName(simulated)) =>
        _simulated = simulated;

    /// <summary>The next message, which is a <typeparamref name="T"/>.</summary>
    /// <param name="within">The virtual time to wait at the most. Default <see cref="DefaultWait"/>.</param>
    public T ExpectMsg<T>(TimeSpan? within = null)
    {
        Await(within);
        return base.ExpectMsg<T>(TimeSpan.Zero);
    }

    /// <summary>The next message, which is a <typeparamref name="T"/> that satisfies the test.</summary>
    /// <param name="test">What holds for it.</param>
    /// <param name="within">The virtual time to wait at the most. Default <see cref="DefaultWait"/>.</param>
    public T ExpectMsg<T>(Predicate<T> test, TimeSpan? within = null)
    {
        Await(within);
        return base.ExpectMsg(test, TimeSpan.Zero);
    }

    /// <summary>The next message, which equals <paramref name="message"/>.</summary>
    /// <param name="message">What is to come.</param>
    /// <param name="within">The virtual time to wait at the most. Default <see cref="DefaultWait"/>.</param>
    public T ExpectMsg<T>(T message, TimeSpan? within = null)
    {
        Await(within);
        return base.ExpectMsg(message, TimeSpan.Zero);
    }

    /// <summary>Passes over messages until one is a <typeparamref name="T"/> that satisfies the test.</summary>
    /// <param name="test">What holds for it, or null (default): any will do.</param>
    /// <param name="within">The virtual time to wait at the most. Default <see cref="DefaultWait"/>.</param>
    public T FishForMessage<T>(Predicate<T>? test = null, TimeSpan? within = null)
    {
        TimeSpan end = _simulated.Now + (within ?? DefaultWait);
        while (true)
        {
            Await(end - _simulated.Now);
            if (base.ReceiveOne(TimeSpan.Zero) is not { } message)
            {
                throw new Xunit.Sdk.XunitException($"no {typeof(T).Name} came by {end} of virtual time");
            }

            if (message is T found && test?.Invoke(found) != false)
            {
                return found;
            }
        }
    }

    /// <summary>No message comes within a time, which passes.</summary>
    /// <param name="within">Virtual time. Default <see cref="DefaultWait"/>.</param>
    public void ExpectNoMsg(TimeSpan? within = null)
    {
        _simulated.Run(within ?? DefaultWait);
        base.ExpectNoMsg(TimeSpan.Zero);
    }

    /// <inheritdoc/>
    protected override void InitializeTest(ActorSystem system, ActorSystemSetup config, string actorSystemName, string testActorName)
    {
        // Akka's constructor waits in real time until the probe's actor has started, and leaves a context behind for tests that await.
        SynchronizationContext? context = SynchronizationContext.Current;
        ((VirtualTimeScheduler)system.Scheduler).Runs.PassThrough(() => base.InitializeTest(system, config, actorSystemName, testActorName));
        SynchronizationContext.SetSynchronizationContext(context);
    }

    // Akka numbers probes for the whole process; a simulation has its own numbers, so that paths repeat.
    private static string NextName(SimulatedSystem simulated) => $"probe-{((VirtualTimeScheduler)simulated.System.Scheduler).NextName()}";

    private void Await(TimeSpan? within) => _simulated.RunUntil(() => HasMessages, _simulated.Now + (within ?? DefaultWait));
}
