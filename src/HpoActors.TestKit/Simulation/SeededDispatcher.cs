using Akka.Dispatch;

namespace HpoActors.TestKit.Simulation;

/// <summary>Hands mailboxes to the <see cref="RunQueue"/> of its system, one message at a time.</summary>
internal sealed class SeededDispatcher : MessageDispatcher
{
    private readonly RunQueue _runs;

    public SeededDispatcher(MessageDispatcherConfigurator configurator, RunQueue runs)
        : base(configurator)
    {
        _runs = runs;
        Throughput = 1;
    }

    protected override void ExecuteTask(IRunnable run) => _runs.Add(run);

    protected override void Shutdown()
    {
    }
}
