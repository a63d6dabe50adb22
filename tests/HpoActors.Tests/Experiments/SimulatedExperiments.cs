using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Experiments;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using HpoActors.Training;

namespace HpoActors.Tests.Experiments;

/// <summary>Whole experiments in virtual time, with simulated executors on a machine with four cores, and with faults where they are asked for.</summary>
internal sealed class SimulatedExperiments : IDisposable
{
    private readonly Faults? _faults;
    private readonly List<IActorRef> _trainers = [];
    private readonly IActorRef _pool;

    public SimulatedExperiments(Func<TrialJob, SimulatedTrial> script, int seed = 1, Faults? faults = null)
    {
        _faults = faults;
        Simulated = new SimulatedSystem(seed);
        _pool = Simulated.System.ActorOf(TrainerPoolActor.Props(
            Simulated.Settings, () => new Machine([0, 1, 2, 3], 0), (_, trainer) =>
            {
                SimulatedExecutor executor = new(Simulated, trainer, script);
                Executors.Add(executor);
                return executor;
            }));
        if (faults is not null)
        {
            Simulated.After(faults.NextDeath(), KillOne);
        }
    }

    public SimulatedSystem Simulated { get; }

    /// <summary>The executors in the order of their start.</summary>
    public List<SimulatedExecutor> Executors { get; } = [];

    /// <summary>Starts an experiment, whose objective trains lanes where <paramref name="keyOf"/> names the packs of its configurations.</summary>
    /// <returns>Its result to be, and its facts so far.</returns>
    public (Task<ExperimentResult> Result, List<ExperimentEvent> Facts) Start(ExperimentSpec spec, string trainers, Func<Configuration, string>? keyOf = null)
    {
        List<ExperimentEvent> facts = [];
        TaskCompletionSource<ExperimentResult> result = new();
        RunOptions options = new() { Trainers = TrainersSpec.Parse(trainers), Objective = _ => keyOf is null ? new NoObjective() : new NoLanes(keyOf), Observer = facts.Add };
        IActorRef pool = _faults is { } faults
            ? Simulated.System.ActorOf(Props.Create(() => new FaultyPool(Simulated, _pool, faults, _trainers)))
            : _pool;
        Simulated.System.ActorOf(ExperimentActor.Props(new ExperimentProtocol.Run(spec, options, result), Simulated.Settings, pool));
        return (result.Task, facts);
    }

    /// <summary>Lets time pass until the experiments are done.</summary>
    /// <returns>The last one's result.</returns>
    public ExperimentResult Complete(params Task<ExperimentResult>[] results)
    {
        Assert.True(Simulated.RunUntil(() => results.All(t => t.IsCompleted), Simulated.Now + TimeSpan.FromHours(10)), "the experiment does not end");
        return results[^1].Result;
    }

    public void Dispose() => Simulated.Dispose();

    private void KillOne()
    {
        if (_trainers.Count > 0)
        {
            Simulated.System.Stop(_trainers[_faults!.Which(_trainers.Count)]);
        }

        Simulated.After(_faults!.NextDeath(), KillOne);
    }

    private sealed class NoLanes(Func<Configuration, string> keyOf) : ILaneObjective
    {
        public int? Lanes => null;

        public PackKey KeyOf(Configuration configuration) => new(keyOf(configuration));

        public ILaneSession Open(Device device, PackKey key) => throw new InvalidOperationException("simulated lanes run by a script");
    }

    private sealed class NoObjective : IObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => throw new InvalidOperationException("simulated trials run by a script");
    }
}
