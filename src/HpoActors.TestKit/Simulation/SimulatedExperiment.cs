using System.Runtime.ExceptionServices;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Experiments;
using HpoActors.Protocol;
using HpoActors.Searcher;
using HpoActors.TestKit.Simulation.Faults;
using HpoActors.Training;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// A whole experiment in virtual time, by the actors that run real ones: searcher, scheduler, pool, trainers and results are as ever, the threads that train are
/// simulated. The same specification, cluster and seed give the same run to the last message; another seed another interleaving.
/// </summary>
/// <example>
/// <code>
/// using SimulatedExperiment experiment = new(spec, new SimulatedCluster { Trainers = 64 }, seed: 7);
/// SimulationResult result = experiment.Run();
/// </code>
/// </example>
public sealed class SimulatedExperiment : IDisposable
{
    private static readonly TimeSpan DefaultLimit = TimeSpan.FromDays(30);

    private readonly SimulatedCluster _cluster;
    private readonly long _seed;
    private readonly IActorRef _guardian;
    private readonly TaskCompletionSource<ExperimentResult> _result = new();
    private readonly List<ExperimentEvent> _facts = [];
    private readonly List<BestSoFar> _best = [];
    private readonly Dictionary<Device, SimulatedTrainer> _byDevice = [];
    private DateTimeOffset _startedAt;
    private long _epochs;
    private bool _hasBegun;
    private ExceptionDispatchInfo? _broken;
    private readonly FaultInjector? _injector;

    /// <summary>An experiment that has not begun.</summary>
    /// <param name="spec">What to run. The objective's name has no meaning here.</param>
    /// <param name="cluster">What to run it on, and how trials go. Default: four trainers, curves and times from a distribution.</param>
    /// <param name="seed">Decides the order in which actors run. Default 1.</param>
    /// <param name="faults">What goes wrong. Default null: nothing.</param>
    /// <exception cref="Core.InvalidOptionException">The specification does not fit together.</exception>
    /// <exception cref="ArgumentException">The cluster or the faults do not fit together.</exception>
    public SimulatedExperiment(ExperimentSpec spec, SimulatedCluster? cluster = null, long seed = 1, FaultPlan? faults = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        spec.Validate();
        _cluster = cluster ?? new SimulatedCluster();
        _cluster.Validate();
        faults?.Validate(_cluster.IsDurable);
        _seed = seed;
        Spec = spec;
        Faults = faults;
        Simulated = new SimulatedSystem(seed, string.Join(
            '\n',
            _cluster.Config,
            $"akka.actor.serialize-messages = {(_cluster.SerializesMessages ? "on" : "off")}",
            _cluster.IsDurable ? SimulatedStore.Config : ""));
        List<SimulatedTrainer> trainers = [];
        foreach (SimulatedNode node in _cluster.AllNodes)
        {
            for (int i = 0; i < node.Trainers; i++)
            {
                Device device = Device.Cpu(trainers.Count);
                trainers.Add(new SimulatedTrainer(Simulated, node, device));
                _byDevice.Add(device, trainers[^1]);
            }
        }

        Trainers = trainers;
        Machine machine = new([.. Enumerable.Range(0, trainers.Count)], 0);
        _guardian = Simulated.System.ActorOf(HpoGuardian.Props(Simulated.Settings, () => machine, Start), "hpo");
        if (faults is not null)
        {
            FaultInjector injector = _injector = new FaultInjector(faults, this, Checkpoints);
            Simulated.Network = message =>
            {
                Log.OnMessage(message.Content, Simulated.Now, Simulated.Now >= QuietFrom);
                return injector.Arrivals(message);
            };
        }
    }

    /// <summary>The system that it runs in, for probes, timers and a network of one's own.</summary>
    public SimulatedSystem Simulated { get; }

    /// <summary>What is run.</summary>
    public ExperimentSpec Spec { get; }

    /// <summary>What goes wrong, or null.</summary>
    public FaultPlan? Faults { get; }

    /// <summary>The trainers, node by node.</summary>
    public IReadOnlyList<SimulatedTrainer> Trainers { get; }

    /// <summary>The facts so far, in the journal's order.</summary>
    public IReadOnlyList<ExperimentEvent> Facts => _facts;

    /// <summary>Whether facts are kept; hundreds of thousands of trials need the memory of some gigabytes for them. Default yes.</summary>
    public bool KeepsFacts { get; init; } = true;

    /// <summary>Takes each fact as soon as it is written down. Default none.</summary>
    public Action<ExperimentEvent>? Observer { get; init; }

    /// <summary>What came of it, or null before <see cref="Run"/> has returned.</summary>
    public SimulationResult? Outcome { get; private set; }

    internal SimulatedCluster Cluster => _cluster;

    /// <summary>The office in which its searcher decides. Default 0: in none; above it, an experiment that the journal has already goes on, without the trainers that it had.</summary>
    internal long Office { get; init; }

    /// <summary>The checkpoints of its paused trials.</summary>
    internal CheckpointShelf Checkpoints { get; } = new();

    /// <summary>How many of them there were when it ended.</summary>
    internal int CheckpointsAtEnd { get; private set; }

    internal TrainingLog Log { get; } = new();

    /// <summary>From when on all is well: a searcher that died last is back by then, too.</summary>
    internal TimeSpan QuietFrom => Faults is not { } faults ? TimeSpan.Zero
        : faults.StopsSearcher ? faults.QuietFrom + Simulated.Settings.MostSearcherBackoff
        : faults.QuietFrom;

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => _result.Task.IsCompleted;

    /// <summary>Begins, where that has not happened. Nothing happens before time is let pass.</summary>
    public void Begin()
    {
        if (_hasBegun)
        {
            return;
        }

        _hasBegun = true;
        RunOptions options = new()
        {
            Trainers = TrainersSpec.Parse(TrainersText()),
            Objective = _ => SimulatedObjective.Of(_cluster.PackOf),
            Observer = Observe,
        };
        _guardian.Tell(new ExperimentProtocol.Run(Spec, options, _result) { Checkpoints = Checkpoints, Office = Office });
    }

    /// <summary>Begins where that has not happened, and lets time pass until the experiment has ended.</summary>
    /// <param name="limit">The virtual time since the system's start by which it has to have ended. Default 30 days.</param>
    /// <param name="cancel">Gives up waiting.</param>
    /// <exception cref="TimeoutException">It has not.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    /// <exception cref="ExperimentFailedException">It could not begin.</exception>
    /// <exception cref="InvalidOperationException">An attempt was given a wrong checkpoint or none, or its training is not known.</exception>
    public SimulationResult Run(TimeSpan? limit = null, CancellationToken cancel = default)
    {
        Begin();
        TimeSpan end = limit ?? DefaultLimit;
        bool isDone = Simulated.RunUntil(() => IsOver || _broken is not null || cancel.IsCancellationRequested, end);
        _broken?.Throw();
        cancel.ThrowIfCancellationRequested();
        if (!isDone)
        {
            throw new TimeoutException($"seed {_seed}: the experiment {Spec.Name} has not ended after {end} of virtual time; its last fact: {(_facts.Count > 0 ? _facts[^1] : "none was kept")}");
        }

        ExperimentResult result = _result.Task.GetAwaiter().GetResult();
        return Outcome = new SimulationResult
        {
            Seed = _seed,
            Result = result,
            Facts = _facts,
            Seconds = result.Seconds,
            Messages = Simulated.Messages,
            Epochs = _epochs,
            Trainers = [.. Trainers.Select(t => new TrainerUse(t.Name, t.Node, t.BusySeconds, result.Seconds > 0 ? t.BusySeconds / result.Seconds : 0))],
            BestOverTime = _best,
        };
    }

    /// <summary>Interrupts it, as a caller does who cancels.</summary>
    public void Interrupt() => _guardian.Tell(new ExperimentProtocol.Interrupt(Spec.Name, _result, new Core.Schedulers.Reason("interrupted", "by the simulation")));

    /// <summary>All trainers of a node die at once; the pool puts others in their places.</summary>
    /// <param name="node">The node's name.</param>
    /// <exception cref="ArgumentException">There is no such node.</exception>
    public void KillNode(string node)
    {
        SimulatedTrainer[] trainers = [.. Trainers.Where(t => t.Node == node)];
        if (trainers.Length == 0)
        {
            throw new ArgumentException($"there is no node {node}; there are {string.Join(", ", _cluster.AllNodes.Select(n => n.Name))}", nameof(node));
        }

        Array.ForEach(trainers, t => t.Kill());
    }

    /// <summary>The facts in the journal, where it keeps them.</summary>
    internal IEnumerable<ExperimentEvent> JournalledFacts() => Simulated.Store.Records($"hpo-experiment-{Spec.Name}").SelectMany(record =>
        ((FactBatch)Simulated.System.Serialization.Deserialize(record.Content.ToArray(), record.Serializer, record.Manifest)).Events);

    /// <summary>Stops all actors.</summary>
    public void Dispose() => Simulated.Dispose();

    private SimulatedExecutor Start(Device device, IActorRef trainer)
    {
        SimulatedTrainer simulated = _byDevice[device];
        return simulated.Start(trainer, new SimulatedExecutor(Simulated, trainer, job => Begin(job, simulated), simulated.Speed));
    }

    private SimulatedTrial Begin(TrialJob job, SimulatedTrainer trainer)
    {
        try
        {
            SimulatedCheckpoint.Check(job);
            SimulatedAttempt attempt = new(job.Spec, job.Assignment, trainer);
            SimulatedTrial trial = _cluster.Training(attempt);
            trial = _injector?.Fate(job.Assignment, trial) ?? trial;
            return KeepsFacts ? Log.Begin(attempt, trial, () => Simulated.Now) : trial;
        }
        catch (Exception error)
        {
            // To the trainer's actor it is a crash, which would be survived and never be heard of.
            _broken ??= ExceptionDispatchInfo.Capture(error);
            throw;
        }
    }

    private string TrainersText()
    {
        List<string> parts = [];
        int first = 0;
        foreach (SimulatedNode node in _cluster.AllNodes)
        {
            parts.Add($"cpu:{first}-{first + node.Trainers - 1}{(node.Lanes is { } lanes ? $"/{lanes}" : "")}");
            first += node.Trainers;
        }

        return string.Join('+', parts);
    }

    private void Observe(ExperimentEvent fact)
    {
        switch (fact)
        {
            case Started:
                _startedAt = fact.At;
                break;
            case Ended:
                CheckpointsAtEnd = Checkpoints.Count;
                break;
            case Reported reported:
                _epochs++;
                if (reported.Metrics.TryGet(Spec.Metric, out double value) && double.IsFinite(value)
                    && (_best.Count == 0 || Spec.ToMinimize(value) < Spec.ToMinimize(_best[^1].Value)))
                {
                    _best.Add(new BestSoFar((fact.At - _startedAt).TotalSeconds, reported.Trial, reported.Epoch, value));
                }

                break;
        }

        if (KeepsFacts)
        {
            _facts.Add(fact);
        }

        Observer?.Invoke(fact);
    }
}
