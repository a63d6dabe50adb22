using Akka.Actor;
using Akka.Event;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Files;
using HpoActors.Protocol;
using static HpoActors.Protocol.NodeProtocol;

namespace HpoActors.Cluster.Trainers;

/// <summary>An experiment on a trainer node: reads its text, prepares its objective, has the pool take part, and points the pool to whichever searcher is in office.</summary>
internal sealed class NodeExperimentActor : ReceiveActor
{
    private readonly NodeOptions _options;
    private readonly IActorRef _pool;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly CancellationTokenSource _preparing = new();
    private readonly string _name;
    private ObjectiveDescription _description = ObjectiveDescription.None;
    private Open _open;

    public NodeExperimentActor(Open open, NodeOptions options, IActorRef pool)
    {
        _open = open;
        _name = open.Experiment;
        _options = options;
        _pool = pool;
        Receive<Prepared>(prepared =>
        {
            _description = prepared.Description;
            foreach (string notice in _description.Notices)
            {
                _log.Info("experiment {0}: {1}", _name, notice);
            }

            _pool.Tell(new PoolProtocol.Join(prepared.Spec, prepared.Factory, options.Trainers, prepared.Lanes, prepared.Checkpoints));
        });
        Receive<NotPrepared>(failed => GiveUp(failed.Problem));
        Receive<PoolProtocol.Joined>(_ => Become(Joined));
        Receive<PoolProtocol.Refused>(refused => GiveUp(refused.Problem));
        Receive<Open>(newer => _open = newer);
        Receive<Close>(_ => Context.Stop(Self));
    }

    public static Props Props(Open open, NodeOptions options, IActorRef pool) => Akka.Actor.Props.Create(() => new NodeExperimentActor(open, options, pool));

    protected override void PreStart()
    {
        try
        {
            ExperimentSpec spec = ExperimentText.Read(_open.Text);
            ObjectiveFactory factory = _options.Objectives(spec);
            IObjective objective = factory(spec);
            CheckpointKeeper keeper = _options.Checkpoints(_name);
            PoolProtocol.LaneOffer? lanes = objective is ILaneObjective fused ? new PoolProtocol.LaneOffer(fused.Lanes) : null;
            Prepared prepared = new(spec, factory, lanes, ObjectiveDescription.None, keeper);
            if (objective is not IPreparedObjective slow)
            {
                (objective as IDisposable)?.Dispose();
                Self.Tell(prepared);
                return;
            }

            CancellationToken cancel = _preparing.Token;
            Task.Run(() => prepared with { Description = Prepare(slow, cancel) }, cancel).PipeTo(Self, failure: exception => new NotPrepared(OneLine(exception)));
        }
#pragma warning disable CA1031 // A user's factory may throw anything.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Self.Tell(new NotPrepared(OneLine(exception)));
        }
    }

    protected override void PostStop()
    {
        _preparing.Cancel();
        _preparing.Dispose();
    }

    private void Joined()
    {
        Begin();
        Receive<Open>(newer =>
        {
            _open = newer;
            Begin();
        });
        Receive<Close>(_ =>
        {
            _pool.Tell(new PoolProtocol.Leave(_name));
            Context.Stop(Self);
        });
    }

    private void Begin()
    {
        _pool.Tell(new PoolProtocol.Begin(_name, _open.Searcher, _open.Office));
        Context.Parent.Tell(new Ready(_name, _description));
    }

    private void GiveUp(string problem)
    {
        Context.Parent.Tell(new Failed(_name, problem));
        Context.Stop(Self);
    }

    private static ObjectiveDescription Prepare(IPreparedObjective objective, CancellationToken cancel)
    {
        using IDisposable? disposable = objective as IDisposable;
        return objective.Prepare(new Progress<string>(_ => { }), cancel);
    }

    private static string OneLine(Exception exception) => exception.GetBaseException().Message.ReplaceLineEndings(" ");

    /// <summary>To its node: the pool asks the searcher for work.</summary>
    public sealed record Ready(string Experiment, ObjectiveDescription Description) : ILocalMessage;

    /// <summary>To its node: it cannot run here, for now.</summary>
    public sealed record Failed(string Experiment, string Problem) : ILocalMessage;

    private sealed record Prepared(
        ExperimentSpec Spec, ObjectiveFactory Factory, PoolProtocol.LaneOffer? Lanes, ObjectiveDescription Description, CheckpointKeeper Checkpoints) : ILocalMessage;

    private sealed record NotPrepared(string Problem) : ILocalMessage;
}
