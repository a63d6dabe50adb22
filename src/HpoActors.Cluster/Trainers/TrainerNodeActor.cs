using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Protocol;
using HpoActors.Training;
using static HpoActors.Protocol.NodeProtocol;

namespace HpoActors.Cluster.Trainers;

/// <summary>
/// A node that trains: has the machine's pool of trainers, announces itself at the coordinators' gates, and opens experiments as it is told. When it is to leave, its
/// trainers hand their trials back first. That a coordinator is gone does not concern it: its trainers go on, and the next one finds it by its announcements.
/// </summary>
internal sealed class TrainerNodeActor : ReceiveActor, IWithTimers
{
    // An experiment that could not be opened may be opened later: a dataset is there by then, a package installed.
    private static readonly TimeSpan ProblemLasts = TimeSpan.FromSeconds(30);

    private const int SilentAfter = 4;

    // No coordinator has an empty name.
    private const string Silent = "";

    private readonly NodeOptions _options;
    private readonly ImmutableArray<string> _devices;
    private readonly IActorRef _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, OpenExperiment> _open = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Problem, DateTimeOffset Until)> _problems = [];
    private IActorRef? _leaver;
    private string? _coordinator;
    private DateTimeOffset _knownAt = Context.System.Scheduler.Now;

    public TrainerNodeActor(NodeOptions options)
    {
        _options = options;
        _devices = [.. options.Trainers.Resolve(options.Machine()).Select(place => place.Device.ToString())];
        _pool = Context.ActorOf(TrainerPoolActor.Props(options.Settings, options.Machine, options.StartExecutor, options.Cluster.Name), "trainers");
        Receive<Open>(OnOpen);
        Receive<Close>(close =>
        {
            if (_open.TryGetValue(close.Experiment, out OpenExperiment? open) && close.Office >= open.Office)
            {
                open.Actor.Tell(close);
                _open.Remove(close.Experiment);
            }
        });
        Receive<NodeExperimentActor.Ready>(ready =>
        {
            if (_open.TryGetValue(ready.Experiment, out OpenExperiment? open) && open.Actor.Equals(Sender))
            {
                TellGates(new Opened(options.Cluster.Name, ready.Experiment, open.Office, ready.Description));
            }
        });
        Receive<NodeExperimentActor.Failed>(failed =>
        {
            if (_open.TryGetValue(failed.Experiment, out OpenExperiment? open) && open.Actor.Equals(Sender))
            {
                _log.Warning("experiment {0} cannot run here: {1}", failed.Experiment, failed.Problem);
                _open.Remove(failed.Experiment);
                _problems[failed.Experiment] = (failed.Problem, Now + ProblemLasts);
                TellGates(new NotOpened(options.Cluster.Name, failed.Experiment, failed.Problem));
            }
        });
        Receive<NodeKnown>(known =>
        {
            if (_coordinator != known.Coordinator)
            {
                _coordinator = known.Coordinator;
                options.Notice($"takes part; the coordinator in office is {known.Coordinator}");
            }

            _knownAt = Now;
        });
        Receive<Announce>(_ => AnnounceNow());
        Receive<Depart>(_ =>
        {
            _leaver ??= Sender;
            _pool.Tell(PoolProtocol.HandBackAll.Instance);
            Timers.StartSingleTimer(HandBackOverdue.Instance, HandBackOverdue.Instance, options.Settings.HandBackLimit);
        });
        Receive<PoolProtocol.AllHandedBack>(_ => Departed());
        Receive<HandBackOverdue>(_ =>
        {
            _log.Warning("not all trials could be handed back within {0:0.###} s (hpo.trainer.hand-back-limit); they go on from their last checkpoints", options.Settings.HandBackLimit.TotalSeconds);
            Departed();
        });
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    public static Props Props(NodeOptions options) => Akka.Actor.Props.Create(() => new TrainerNodeActor(options));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Announce.Instance, Announce.Instance, TimeSpan.Zero, _options.Cluster.AnnounceInterval);
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void OnOpen(Open open)
    {
        if (_leaver is not null)
        {
            return;
        }

        if (_problems.TryGetValue(open.Experiment, out (string Problem, DateTimeOffset Until) known) && Now < known.Until)
        {
            Sender.Tell(new NotOpened(_options.Cluster.Name, open.Experiment, known.Problem));
            return;
        }

        if (!_open.TryGetValue(open.Experiment, out OpenExperiment? there))
        {
            IActorRef actor = Context.ActorOf(NodeExperimentActor.Props(open, _options, _pool));
            _open.Add(open.Experiment, new OpenExperiment(actor, open.Searcher, open.Office));
        }
        else if (open.Office >= there.Office)
        {
            _open[open.Experiment] = there with { Searcher = open.Searcher, Office = open.Office };
            there.Actor.Tell(open);
        }
    }

    private void AnnounceNow()
    {
        if (_leaver is null)
        {
            if (Now - _knownAt > SilentAfter * _options.Cluster.AnnounceInterval && _coordinator != Silent)
            {
                _coordinator = Silent;
                _options.Notice($"no coordinator in office answers at {string.Join(", ", _options.Cluster.Coordinators)}; what trains here trains on");
            }

            TellGates(new NodeAlive(_options.Cluster.Name, Self, _pool, _devices, [.. _open.Select(open => new OpenThere(open.Key, open.Value.Office, open.Value.Searcher))]));
        }
    }

    private void TellGates(object message)
    {
        foreach (ICanTell gate in _options.Gates)
        {
            gate.Tell(message, Self);
        }
    }

    private void Departed()
    {
        if (_leaver is { } leaver)
        {
            Timers.CancelAll();
            TellGates(new NodeLeaves(_options.Cluster.Name));
            leaver.Tell(PoolProtocol.AllHandedBack.Instance);
        }
    }

    private sealed record OpenExperiment(IActorRef Actor, IActorRef Searcher, long Office);

    /// <summary>Host → node: hand everything back and leave. Answered with <see cref="PoolProtocol.AllHandedBack"/>.</summary>
    public sealed record Depart : ILocalMessage
    {
        public static readonly Depart Instance = new();
    }

    private sealed record Announce : ILocalMessage
    {
        public static readonly Announce Instance = new();
    }

    private sealed record HandBackOverdue : ILocalMessage
    {
        public static readonly HandBackOverdue Instance = new();
    }
}

/// <summary>What a trainer node works with.</summary>
internal sealed record NodeOptions
{
    public required HpoSettings Settings { get; init; }

    public required ClusterSettings Cluster { get; init; }

    /// <summary>Which of the machine's devices it offers.</summary>
    public required TrainersSpec Trainers { get; init; }

    public required Func<Machine> Machine { get; init; }

    public required Func<Device, IActorRef, ITrialExecutor> StartExecutor { get; init; }

    /// <summary>The objective of an experiment, by its name.</summary>
    public required Func<ExperimentSpec, ObjectiveFactory> Objectives { get; init; }

    /// <summary>Where an experiment's checkpoints are kept that all nodes can reach.</summary>
    public required Func<string, CheckpointKeeper> Checkpoints { get; init; }

    /// <summary>Takes lines for whoever runs the node. Default nobody.</summary>
    public Action<string> Notice { get; init; } = _ => { };

    /// <summary>The coordinators' gates.</summary>
    public required IReadOnlyList<ICanTell> Gates { get; init; }
}
