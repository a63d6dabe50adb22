using Akka.Actor;
using Akka.Dispatch;
using HpoActors.Protocol;

namespace HpoActors.TestKit.Simulation;

/// <summary>Hands mailboxes to the <see cref="RunQueue"/> of its system, one message at a time, and asks the simulation's network about messages on their way.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly VirtualTimeScheduler _scheduler;
    private readonly RunQueue _runs;

    public SeededDispatcher(MessageDispatcherConfigurator configurator, VirtualTimeScheduler scheduler)
        : base(configurator)
    {
        _scheduler = scheduler;
        _runs = scheduler.Runs;
        Throughput = 1;
    }

    public override void Dispatch(ActorCell cell, Envelope envelope)
    {
        if (_scheduler.Network is not { } network || envelope.Message is not IHpoMessage)
        {
            base.Dispatch(cell, envelope);
            return;
        }

        foreach (TimeSpan delay in network(new SimulatedMessage(envelope.Sender, cell.Self, envelope.Message)))
        {
            if (delay <= TimeSpan.Zero)
            {
                base.Dispatch(cell, envelope);
            }
            else
            {
                ((IActionScheduler)_scheduler).ScheduleOnce(delay, () => base.Dispatch(cell, envelope));
            }
        }
    }

    protected override void ExecuteTask(IRunnable run) => _runs.Add(run);

    protected override void Shutdown()
    {
    }
}
