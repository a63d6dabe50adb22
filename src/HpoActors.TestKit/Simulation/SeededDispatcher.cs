using Akka.Actor;
using Akka.Dispatch;
using Akka.Dispatch.SysMsg;
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
            _scheduler.Nodes?.Pass(new SimulatedMessage(envelope.Sender, cell.Self, envelope.Message));
            Arrive(cell, envelope);
            return;
        }

        SimulatedMessage message = new(envelope.Sender, cell.Self, envelope.Message);
        foreach (TimeSpan delay in network(message))
        {
            Envelope copy = _scheduler.Nodes is { } nodes ? new Envelope(nodes.Carry(message), envelope.Sender) : envelope;
            if (delay <= TimeSpan.Zero)
            {
                Arrive(cell, copy);
            }
            else
            {
                ((IActionScheduler)_scheduler).ScheduleOnce(delay, () => Arrive(cell, copy));
            }
        }
    }

    public override void SystemDispatch(ActorCell cell, SystemMessage message)
    {
        if (message is not Watch watch || _scheduler.Nodes?.IsBetween(watch.Watcher, watch.Watchee) != true)
        {
            base.SystemDispatch(cell, message);
        }
    }

    protected override void ExecuteTask(IRunnable run) => _runs.Add(run);

    protected override void Shutdown()
    {
    }

    private void Arrive(ActorCell cell, Envelope envelope)
    {
        if (_scheduler.Nodes?.Hold(cell.Self, () => base.Dispatch(cell, envelope)) != true)
        {
            base.Dispatch(cell, envelope);
        }
    }
}
