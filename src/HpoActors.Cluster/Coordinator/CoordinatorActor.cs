using Akka.Actor;
using Akka.Event;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Experiments;
using HpoActors.Files;
using HpoActors.Protocol;
using HpoActors.Searcher;
using static HpoActors.Cluster.Coordinator.RegistryAnswers;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.ClientProtocol;

namespace HpoActors.Cluster.Coordinator;

/// <summary>
/// The coordinator in office: runs every experiment of the store that can go on, each in an office of its own, and answers clients. Where there are several hosts it is a
/// cluster singleton; but nothing relies on there being only one: who has an experiment's office decides, and who lost it stops.
/// </summary>
internal sealed class CoordinatorActor : ReceiveActor, IWithTimers
{
    /// <summary>The most facts in an answer: well below a frame.</summary>
    public const int FactsAtOnce = 64;

    private const int KeptEnded = 32;

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    private readonly HpoSettings _settings;
    private readonly ClusterSettings _cluster;
    private readonly IRegistry _registry;
    private readonly Func<ExperimentSpec, ObjectiveFactory> _objectives;
    private readonly Action? _makeWay;
    private readonly IActorRef _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly SortedDictionary<string, RunningExperiment> _running = new(StringComparer.Ordinal);

    // Ended here, the latest last: clients still ask.
    private readonly LinkedList<RunningExperiment> _ended = [];

    // To be taken up, as they can go on; asked for; and their ends being written down.
    private readonly HashSet<string> _wanted = [];
    private readonly HashSet<string> _asked = [];
    private readonly HashSet<string> _closing = [];

    // Since when the store is silent.
    private DateTimeOffset? _silentSince;

    // Whether it is known which experiments can go on. Before, one that does not run here may be one that is only not taken up yet.
    private bool _isListed;
    private readonly Dictionary<string, List<(IActorRef Client, Follow Question)>> _readers = [];
    private readonly Dictionary<string, IActorRef> _submitters = [];
    private readonly Dictionary<string, List<IActorRef>> _stillOpen = [];
    private readonly HashSet<string> _saidProblems = [];
    private readonly Queue<(IActorRef Client, AskStatus Question)> _askers = [];
    private readonly CancellationTokenSource _gone = new();

    public CoordinatorActor(HpoSettings settings, ClusterSettings cluster, IRegistry registry, Func<ExperimentSpec, ObjectiveFactory> objectives, IActorRef gate, Action? makeWay)
    {
        _makeWay = makeWay;
        _settings = settings;
        _cluster = cluster;
        _registry = registry;
        _objectives = objectives;
        _pool = Context.ActorOf(ClusterPoolActor.Props(cluster.Name, cluster.AnnounceInterval), "trainers");
        gate.Tell(new GateActor.Opens(Self));
        Store();
        Experiments();
        Nodes();
        Clients();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="settings">The system's settings.</param>
    /// <param name="cluster">The node's.</param>
    /// <param name="registry">The store.</param>
    /// <param name="objectives">Finds an experiment's objective.</param>
    /// <param name="gate">Lets through to the coordinator in office.</param>
    /// <param name="makeWay">Called, again and again, while the store has been silent for longer than an office's term: another coordinator may reach it. Default: there is none.</param>
    public static Props Props(
        HpoSettings settings, ClusterSettings cluster, IRegistry registry, Func<ExperimentSpec, ObjectiveFactory> objectives, IActorRef gate, Action? makeWay = null) =>
        Akka.Actor.Props.Create(() => new CoordinatorActor(settings, cluster, registry, objectives, gate, makeWay));

    protected override void PreStart()
    {
        _log.Info("in office on {0}", _cluster.Name);
        _registry.List(Self);
    }

    protected override void PostStop()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private void Store()
    {
        Receive<Listed>(listed =>
        {
            _isListed = true;
            _silentSince = null;
            // Who is not there any more came to its end with another coordinator.
            _wanted.RemoveWhere(experiment => !_asked.Contains(experiment) && !listed.Experiments.Contains(experiment));
            foreach (string experiment in listed.Experiments)
            {
                Want(experiment);
            }
        });
        Receive<Taken>(OnTaken);
        Receive<Made>(made =>
        {
            Want(made.Experiment);
            if (_submitters.Remove(made.Request, out IActorRef? client))
            {
                client.Tell(new Accepted(made.Request, made.Experiment));
            }
        });
        Receive<Closed>(closed => _closing.Remove(closed.Experiment));
        Receive<Looked>(looked =>
        {
            if (_stillOpen.Remove(looked.Experiment, out List<IActorRef>? nodes) && !looked.CanGoOn)
            {
                nodes.ForEach(node => node.Tell(new NodeProtocol.Close(looked.Experiment, long.MaxValue)));
            }
        });
        Receive<Read>(read =>
        {
            if (_readers.Remove(read.Experiment, out List<(IActorRef, Follow)>? readers))
            {
                foreach ((IActorRef client, Follow question) in readers)
                {
                    Answer(client, question, read.Facts, read.CanGoOn ? null : new Conclusion(ObjectiveDescription.None, 1));
                }
            }
        });
        Receive<Problem>(OnProblem);
        Receive<ListAgain>(_ => _registry.List(Self));
    }

    private void Want(string experiment)
    {
        if (!_running.ContainsKey(experiment) && !_closing.Contains(experiment) && _asked.Add(experiment))
        {
            _wanted.Add(experiment);
            _registry.Take(experiment, Self, _gone.Token);
        }
    }

    private void OnProblem(Problem problem)
    {
        switch (problem.Question)
        {
            case RegistryQuestion.Make when _submitters.Remove(problem.About, out IActorRef? client):
                client.Tell(new Denied(problem.About, problem.Text));
                if (problem.IsForNow)
                {
                    ListSoon(RetryInterval);
                }

                break;
            case RegistryQuestion.Read when _readers.Remove(problem.About, out List<(IActorRef, Follow)>? readers):
                // Who follows asks again; that the store is not to be reached for now is no reason to end that.
                if (!problem.IsForNow)
                {
                    readers.ForEach(reader => reader.Item1.Tell(new Denied(reader.Item2.Request, problem.Text)));
                }

                break;
            case RegistryQuestion.Look:
                // The node says again that it has it open.
                _stillOpen.Remove(problem.About);
                break;
            case RegistryQuestion.Close:
                _log.Warning("experiment {0}: its end could not be written down: {1}", problem.About, problem.Text);
                _closing.Remove(problem.About);
                _wanted.Add(problem.About);
                ListSoon(RetryInterval);
                break;
            case RegistryQuestion.List or RegistryQuestion.Take:
                _asked.Remove(problem.About);
                if (_saidProblems.Add(problem.About + problem.Text))
                {
                    _log.Warning("{0}{1}; tried again every {2:0.#} s", problem.About.Length == 0 ? "" : $"experiment {problem.About}: ", problem.Text, RetryInterval.TotalSeconds);
                }

                if (problem.Question == RegistryQuestion.List)
                {
                    OnSilence();
                }

                ListSoon(RetryInterval);
                break;
        }
    }

    private void OnSilence()
    {
        _silentSince ??= Context.System.Scheduler.Now;
        if (Context.System.Scheduler.Now - _silentSince >= _cluster.OfficeTerm)
        {
            _makeWay?.Invoke();
        }
    }

    // What can go on is asked for again; what cannot any more is not on the list.
    private void ListSoon(TimeSpan delay)
    {
        if (!Timers.IsTimerActive(ListAgain.Instance))
        {
            Timers.StartSingleTimer(ListAgain.Instance, ListAgain.Instance, delay);
        }
    }

    private void OnTaken(Taken taken)
    {
        string name = taken.Spec.Name;
        _asked.Remove(name);
        _saidProblems.RemoveWhere(said => said.StartsWith(name, StringComparison.Ordinal));
        if (_running.ContainsKey(name))
        {
            _registry.Free(taken.Office);
            return;
        }

        ObjectiveFactory objective;
        try
        {
            objective = _objectives(taken.Spec);
        }
        catch (InvalidOptionException exception)
        {
            _log.Warning("experiment {0} cannot run: {1}", name, exception.Message);
            _registry.Free(taken.Office);
            return;
        }

        IActorRef self = Self;
        TaskCompletionSource<ExperimentResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ExperimentProtocol.Run run = new(taken.Spec, new RunOptions { Objective = objective, Observer = fact => self.Tell(new Observed(name, fact)) }, result)
        {
            Office = taken.Office.Number,
            IsAlone = false,
            IsPreparedElsewhere = true,
            Checkpoints = new CheckpointShelf(taken.Checkpoints),
            Concluded = (concluded, isOver) => self.Tell(new Over(name, isOver ? concluded : null)),
        };
        IActorRef actor = Context.ActorOf(ExperimentActor.Props(run, _settings, _pool));
        Context.WatchWith(actor, new Gone(name, actor));
        RunningExperiment running = new(taken.Spec, taken.Office, actor, result);
        _running[name] = running;
        _wanted.Remove(name);
        taken.Office.Lost.Register(() => self.Tell(new OfficeLost(name, taken.Office.Number)));
        taken.Office.Silent.Register(() => self.Tell(new OfficeLost(name, taken.Office.Number)));
        _log.Info("experiment {0} runs in its office {1}", name, taken.Office.Number);
    }

    private void Experiments()
    {
        Receive<Observed>(observed =>
        {
            if (_running.TryGetValue(observed.Experiment, out RunningExperiment? running))
            {
                running.Facts.Add(observed.Fact);
                running.Board.Apply(observed.Fact);
            }
        });
        Receive<Over>(over =>
        {
            if (_running.TryGetValue(over.Experiment, out RunningExperiment? running))
            {
                running.Ended = over.Result;
            }
        });
        Receive<OfficeLost>(lost =>
        {
            if (_running.TryGetValue(lost.Experiment, out RunningExperiment? running) && running.Office.Number == lost.Office)
            {
                // Another one took it, or the store did not answer for a term.
                _silentSince ??= Context.System.Scheduler.Now;
                running.Actor.Tell(new ExperimentProtocol.Superseded());
            }
        });
        Receive<Gone>(gone =>
        {
            if (!_running.TryGetValue(gone.Experiment, out RunningExperiment? running) || !running.Actor.Equals(gone.Actor))
            {
                return;
            }

            _running.Remove(gone.Experiment);
            if (running.Ended is { } result)
            {
                _closing.Add(gone.Experiment);
                _registry.Close(running.Office, result.Phase, Self);
                _log.Info("experiment {0} is over: {1}", gone.Experiment, result.EndReason);
                _ended.AddLast(running);
                if (_ended.Count > KeptEnded)
                {
                    _ended.RemoveFirst();
                }
            }
            else
            {
                // Whether it goes on elsewhere or stopped by an error: who can take its office goes on with it.
                _registry.Free(running.Office);
                _wanted.Add(gone.Experiment);
                ListSoon(_settings.SearcherBackoff);
            }
        });
    }

    private void Nodes()
    {
        Receive<NodeProtocol.NodeAlive>(_pool.Forward);
        Receive<NodeProtocol.Opened>(_pool.Forward);
        Receive<NodeProtocol.NotOpened>(_pool.Forward);
        Receive<NodeProtocol.NodeLeaves>(_pool.Forward);
        Receive<ClusterPoolActor.Described>(described =>
        {
            if (_running.TryGetValue(described.Experiment, out RunningExperiment? running))
            {
                running.Description = described.Description;
            }
        });
        Receive<ClusterPoolActor.StillOpen>(open =>
        {
            // One that is being taken up is only not there yet.
            if (_wanted.Contains(open.Experiment) || _running.ContainsKey(open.Experiment))
            {
                return;
            }

            if (!_stillOpen.TryGetValue(open.Experiment, out List<IActorRef>? nodes))
            {
                _stillOpen[open.Experiment] = nodes = [];
                _registry.Look(open.Experiment, Self);
            }

            nodes.Add(open.Node);
        });
        Receive<ClusterPoolActor.NodesAre>(nodes =>
        {
            while (_askers.TryDequeue(out (IActorRef Client, AskStatus Question) asker))
            {
                asker.Client.Tell(new ClientProtocol.Status(asker.Question.Request, _cluster.Name, nodes.Nodes, [.. _running.Values.Select(running => running.Status)]));
            }
        });
    }

    private void Clients()
    {
        Receive<Submit>(submit =>
        {
            if (_submitters.ContainsKey(submit.Request))
            {
                // Asked again, since the store takes its time.
                return;
            }

            try
            {
                ExperimentSpec spec = ExperimentText.Read(submit.Text);
                _objectives(spec);
                _submitters[submit.Request] = Sender;
                _registry.Make(submit.Request, spec, Self);
            }
            catch (Exception exception) when (exception is InvalidOptionException or ExperimentFileException)
            {
                Sender.Tell(new Denied(submit.Request, exception.Message));
            }
        });
        Receive<Follow>(follow =>
        {
            if (_running.TryGetValue(follow.Experiment, out RunningExperiment? running))
            {
                Answer(Sender, follow, running.Facts, null);
            }
            else if (_ended.LastOrDefault(ended => ended.Spec.Name == follow.Experiment) is { } ended)
            {
                Answer(Sender, follow, ended.Facts, new Conclusion(ended.Description, ended.Ended!.Lanes));
            }
            else if (!_isListed || _wanted.Contains(follow.Experiment))
            {
                Sender.Tell(new Facts(follow.Request, follow.Experiment, follow.From, [], false, null));
            }
            else
            {
                if (!_readers.TryGetValue(follow.Experiment, out List<(IActorRef, Follow)>? readers))
                {
                    _readers[follow.Experiment] = readers = [];
                    _registry.ReadFacts(follow.Experiment, Self);
                }

                readers.Add((Sender, follow));
            }
        });
        Receive<Cancel>(cancel =>
        {
            if (_running.TryGetValue(cancel.Experiment, out RunningExperiment? running))
            {
                running.Actor.Tell(new ExperimentProtocol.Interrupt(cancel.Experiment, running.Result, new Reason("cancelled", "by hpo cancel"), IsFinal: true));
                Sender.Tell(new Accepted(cancel.Request, cancel.Experiment));
            }
            else if (_isListed && !_wanted.Contains(cancel.Experiment))
            {
                // Where it may be one that is only not taken up yet, the client asks again.
                Sender.Tell(new Denied(cancel.Request, $"no experiment {cancel.Experiment} runs here{Nearest.Hint(cancel.Experiment, _running.Keys)}"));
            }
        });
        Receive<AskStatus>(ask =>
        {
            _askers.Enqueue((Sender, ask));
            _pool.Tell(ClusterPoolActor.AskNodes.Instance);
        });
    }

    private static void Answer(IActorRef client, Follow question, IReadOnlyList<ExperimentEvent> facts, Conclusion? end)
    {
        int from = Math.Clamp(question.From, 0, facts.Count);
        ExperimentEvent[] page = [.. facts.Skip(from).Take(FactsAtOnce)];
        bool hasMore = from + page.Length < facts.Count;
        client.Tell(new Facts(question.Request, question.Experiment, from, [.. page], hasMore, hasMore ? null : end));
    }

    private sealed record Observed(string Experiment, ExperimentEvent Fact) : ILocalMessage;

    private sealed record Over(string Experiment, ExperimentResult? Result) : ILocalMessage;

    private sealed record OfficeLost(string Experiment, long Office) : ILocalMessage;

    private sealed record Gone(string Experiment, IActorRef Actor) : ILocalMessage;

    private sealed record ListAgain : ILocalMessage
    {
        public static readonly ListAgain Instance = new();
    }
}
