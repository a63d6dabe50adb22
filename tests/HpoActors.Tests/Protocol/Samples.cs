using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.Searcher;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Protocol;

/// <summary>A message of every kind that travels, with the values that are hard to carry.</summary>
internal static class Samples
{
    private static readonly DateTimeOffset At = new(2030, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);
    private static readonly TrialId Trial = new(12);
    private static readonly AttemptId Attempt = new(Trial, 3);
    private static readonly Reason Why = new("rung", "9 of 27 \"quoted\" → ok");
    private static readonly Checkpoint State = new("softmax/1", new byte[] { 0, 1, 254, 255 });
    private static readonly Checkpoint Kept = new KeptCheckpoint("softmax/1", "trial-12-epoch-4.softmax~1", 31_400, null);

    public static Metrics Metrics { get; } = new(
    [
        new("error", 0.1), new("tiny", double.Epsilon), new("negative zero", -0.0), new("not a number", double.NaN),
        new("up", double.PositiveInfinity), new("down", double.NegativeInfinity), new("third", 1.0 / 3),
    ]);

    public static Configuration Configuration { get; } = new(
    [
        new("float", HyperparameterValue.Of(0.1)), new("whole float", HyperparameterValue.Of(1.0)), new("int", HyperparameterValue.Of(1)),
        new("large float", HyperparameterValue.Of(1e300)), new("small float", HyperparameterValue.Of(1e-5)), new("zero float", HyperparameterValue.Of(0.0)),
        new("long", HyperparameterValue.Of(long.MinValue)), new("true", HyperparameterValue.Of(true)), new("false", HyperparameterValue.Of(false)),
        new("text", HyperparameterValue.Of("\"relu\"\n")), new("number as text", HyperparameterValue.Of("1")), new("empty", HyperparameterValue.Of("")),
    ]);

    private static ObjectiveDescription Description => new("synthetic", ["no \"real\" data"]);

    public static ExperimentEvent[] Events { get; } =
    [
        new Started(At, "sweep", long.MaxValue),
        new TrialProposed(At, Trial, Configuration, Why, new CheckpointId(new TrialId(4), 12)),
        new TrialProposed(At, Trial, Configuration.Empty, new Reason("random"), null),
        new AttemptStarted(At, Trial, 3, "cuda:1", 2, 9),
        new Reported(At, Trial, 3, 4, Metrics),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Continue(9, Why)),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Pause(Why)),
        new VerdictGiven(At, Trial, 3, 4, Verdict.Stop(Why)),
        new TrialPaused(At, Trial, 3, 1.25, true, null),
        new TrialPaused(At, Trial, 3, 1.25, false, new TrialFailure(FailureKind.UserError, "no room")),
        new TrialResumed(At, Trial, 9, Why),
        new CheckpointLost(At, Trial),
        new AttemptFailed(At, Trial, 3, new TrialFailure(FailureKind.TrainerLost, "gone"), 0),
        new AttemptReturned(At, Trial, 3, 2.5, true),
        new TrialEnded(At, Trial, 3, TrialState.Completed, 0.25, null, 1.5, Metrics),
        new TrialEnded(At, Trial, 3, TrialState.Failed, double.NaN, new TrialFailure(FailureKind.OutOfMemory, "too big"), 1.5, Metrics.None),
        new SpaceExhausted(At),
        new Ended(At, ExperimentPhase.Exhausted, Why),
        new BestTested(At, Trial, Metrics),
    ];

    public static IEnumerable<IHpoMessage> All(IActorRef actor) =>
    [
        new SearcherProtocol.WorkRequested("cpu:0", actor, 2, 0, null, 1, 64),
        new SearcherProtocol.WorkRequested("cuda:0", actor, 1, 96, new PackKey("batch=16 \"quoted\""), 0, 0),
        new SearcherProtocol.TrialUpdates(
        [
            new(Attempt, [new TrialReport(1, Metrics), new TrialReport(2, Metrics)], null),
            new(Attempt, [], new SearcherProtocol.AttemptEnd(null, 1.5, Metrics, State)),
            new(Attempt, [], new SearcherProtocol.AttemptEnd(new TrialFailure(FailureKind.TimedOut, "late"), double.NaN, Metrics.None, null)),
        ]),
        new SearcherProtocol.TrialUpdates([new(Attempt, [], new SearcherProtocol.AttemptEnd(null, 1.5, Metrics.None, Kept, IsReturned: true))]),
        new SearcherProtocol.TrialUpdates([], 32),
        new SearcherProtocol.OfficeOver("sweep", long.MaxValue),
        SearcherProtocol.Suspend.Instance,
        new TrainerProtocol.HandBack("sweep"),
        new TrainerProtocol.HandBack(null),
        new PoolProtocol.Suspend("sweep"),
        PoolProtocol.HandBackAll.Instance,
        PoolProtocol.AllHandedBack.Instance,
        new PoolProtocol.HandedBack("cpu:0"),
        new SearcherProtocol.Heartbeat([Attempt, new AttemptId(new TrialId(0), 1)]),
        new SearcherProtocol.StopExperiment(ExperimentPhase.Interrupted, Why),
        new SearcherProtocol.KeepTest(Metrics),
        new TrainerProtocol.Assign(
            "sweep",
            [
                new(new Assignment(Attempt, Configuration, 2, 4, 9, new CheckpointId(new TrialId(3), 1)), "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", State),
                new(new Assignment(Attempt, Configuration.Empty, 1, 9, 9, null), null),
            ]),
        new TrainerProtocol.SearcherChanged("sweep", actor, 3),
        new TrainerProtocol.Assign("sweep", [], new PackKey("")),
        new TrainerProtocol.VerdictReached("sweep", Attempt, 4, Verdict.Continue(9, Why)),
        new TrainerProtocol.Acknowledged("sweep", [new(Attempt, 4, true), new(Attempt, 0, false)]),
        new TrainerProtocol.StandDown("sweep", [Attempt]),
        new TrainerProtocol.CancelExperiment("sweep"),
        new TrainerProtocol.CloseExperiment("sweep"),
        new TrainerProtocol.TestBest("sweep", State),
        new TrainerProtocol.BestTested(Metrics, null),
        new TrainerProtocol.BestTested(null, "no data"),
        new NodeProtocol.NodeAlive("a", actor, actor, ["cpu:0"], [new("sweep", 3, actor)]),
        new NodeProtocol.NodeKnown("coordinator"),
        new NodeProtocol.Open("sweep", "experiment { }", actor, 3),
        new NodeProtocol.Opened("a", "sweep", 3, new ObjectiveDescription("fashion-mnist", ["a notice"])),
        new NodeProtocol.NotOpened("a", "sweep", "no such objective"),
        new NodeProtocol.Close("sweep", long.MaxValue),
        new NodeProtocol.NodeLeaves("a"),
        new ClientProtocol.Submit("experiment { }", "1"),
        new ClientProtocol.Accepted("1", "sweep-2"),
        new ClientProtocol.Denied("1", "no"),
        new ClientProtocol.Follow("sweep", 7, "1"),
        new ClientProtocol.Facts("1", "sweep", 7, [.. Events], true, null),
        new ClientProtocol.Facts("1", "sweep", 7, [], false, new ClientProtocol.Conclusion(new ObjectiveDescription(null, []), 32)),
        new ClientProtocol.Cancel("sweep", "1"),
        new ClientProtocol.AskStatus("1"),
        new ClientProtocol.Status("1", "coordinator", [new("a", "akka.tcp://hpo@127.0.0.1:1", ["cpu:0"], 0.5, ["sweep: no"])], [new("sweep", 3, 1, 2, 3, 4, 10, 0.5), new("other", 1, 0, 0, 0, 0, null, null)]),
        new PoolProtocol.OthersTrain("sweep", 3),
        new PoolProtocol.Joined(["a/cpu:0"], new ObjectiveDescription("fashion-mnist", [])),
        new PoolProtocol.Joined(["cpu:0", "cpu:1"]),
        new PoolProtocol.Refused("not here"),
        new PoolProtocol.Begin("sweep", actor),
        new PoolProtocol.OthersTrain("sweep", 12),
        new PoolProtocol.Finish("sweep"),
        new PoolProtocol.Leave("sweep"),
        new PoolProtocol.TestBest("sweep", new Checkpoint("empty/1", ReadOnlyMemory<byte>.Empty)),
        new PoolProtocol.WorkAnswered("sweep", "cpu:0", 3, true),
        new PoolProtocol.WorkAvailable("sweep"),
        new PoolProtocol.TrainerReady("cpu:0", 1, 64, [new("sweep", 24, new PackKey("batch=16")), new("other", 64, null)], [new("sweep", 0.5), new("other", 1e9)]),
        new ResultsProtocol.Facts([.. Events], [new(Trial, State)], 32, 7),
        ResultsProtocol.Conclude.Instance,
        new FactBatch([.. Events]),
        new FactBatch([], 7),
        new ClientProtocol.Submit("experiment { name = \"sweep\" }", "r1"),
        new ClientProtocol.Accepted("r1", "sweep-2"),
        new ClientProtocol.Denied("r1", "not \"here\""),
        new ClientProtocol.Follow("sweep", 12, "r2"),
        new ClientProtocol.Facts("r2", "sweep", 12, [.. Events], true, null),
        new ClientProtocol.Facts("r2", "sweep", 30, [], false, new ClientProtocol.Conclusion(Description, 32)),
        new ClientProtocol.Facts("r2", "sweep", 30, [], false, new ClientProtocol.Conclusion(ObjectiveDescription.None, 1)),
        new ClientProtocol.Cancel("sweep", "r3"),
        new ClientProtocol.AskStatus("r4"),
        new ClientProtocol.Status(
            "r4",
            "akka.tcp://hpo@127.0.0.1:4053",
            [new("one", "akka.tcp://hpo@127.0.0.1:4060", ["cpu:0", "cuda:0"], 1.5, ["no data"]), new("two", "", [], 0, [])],
            [new("sweep", 3, 1, 2, 3, 4, 100, 0.25), new("other", 1, 0, 0, 0, 0, null, null)]),
        new NodeProtocol.NodeAlive("one", actor, actor, ["cpu:0", "cuda:0"], [new("sweep", long.MaxValue, actor)]),
        new NodeProtocol.Open("sweep", "experiment { }", actor, 3),
        new NodeProtocol.Opened("one", "sweep", 3, Description),
        new NodeProtocol.NotOpened("one", "sweep", "no data"),
        new NodeProtocol.Close("sweep", 3),
        new NodeProtocol.NodeLeaves("one"),
    ];
}
