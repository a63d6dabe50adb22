using Akka.Actor;
using Akka.Event;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Telemetry;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.ResultsProtocol;

namespace HpoActors.Results;

/// <summary>Aggregates an experiment's facts into the leaderboard, keeps the best trial's trained state, emits metrics and feeds the observer.</summary>
internal sealed class ResultsActor : ReceiveActor
{
    private readonly Leaderboard _board;
    private readonly IActorRef _experiment;
    private readonly ResultsTelemetry _telemetry;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private Action<ExperimentEvent>? _observer;
    private Checkpoint? _best;
    private TrialId? _bestTrial;
    private int _lanes = 1;
    private long _lastRecord;

    public ResultsActor(ExperimentSpec spec, IActorRef experiment, Action<ExperimentEvent>? observer)
    {
        _board = new Leaderboard(spec);
        _experiment = experiment;
        _observer = observer;
        _telemetry = new ResultsTelemetry(spec);
        Receive<Facts>(OnFacts);
        Receive<Conclude>(_ => ConcludeNow());
    }

    public static Props Props(ExperimentSpec spec, IActorRef experiment, Action<ExperimentEvent>? observer) =>
        Akka.Actor.Props.Create(() => new ResultsActor(spec, experiment, observer));

    protected override void PostStop() => _telemetry.Close();

    private void OnFacts(Facts facts)
    {
        _lanes = Math.Max(_lanes, facts.Lanes);
        bool isNew = facts.Record > _lastRecord;
        if (isNew)
        {
            _lastRecord = facts.Record;
            foreach (ExperimentEvent fact in facts.Events)
            {
                _board.Apply(fact);
                _telemetry.OnFact(fact, _board);
                Observe(fact);
            }
        }

        TakeBest(facts);
        if (isNew && !facts.HasMore && _board.Phase.IsFinal())
        {
            ConcludeNow();
        }
    }

    // A restarted searcher tells again what the best trial learnt, though the facts are known.
    private void TakeBest(Facts facts)
    {
        TrialId? trial = _board.Best?.Id;
        Checkpoint? state = facts.Checkpoints.LastOrDefault(known => known.Trial == trial)?.Checkpoint;
        _best = state ?? (trial == _bestTrial ? _best : null);
        _bestTrial = trial;
    }

    private void Observe(ExperimentEvent fact)
    {
        try
        {
            _observer?.Invoke(fact);
        }
#pragma warning disable CA1031 // An observer is somebody else's code; its errors must not cost results.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _log.Error(exception, "the experiment's observer threw; it gets no further facts");
            _observer = null;
        }
    }

    private void ConcludeNow() => _experiment.Tell(new Concluded(_board.ToResult() with { BestCheckpoint = _best, Lanes = _lanes }));
}
