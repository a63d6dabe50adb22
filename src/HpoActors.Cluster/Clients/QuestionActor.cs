using Akka.Actor;
using HpoActors.Protocol;
using static HpoActors.Protocol.ClientProtocol;

namespace HpoActors.Cluster.Clients;

/// <summary>One question to whichever coordinator is in office: asked at all gates, again and again until it is answered or nobody waits any more.</summary>
internal sealed class QuestionActor : ReceiveActor, IWithTimers
{
    private static readonly TimeSpan AskedAgain = TimeSpan.FromSeconds(1);

    private readonly IReadOnlyList<ICanTell> _gates;
    private readonly IHpoMessage _question;

    public QuestionActor(IReadOnlyList<ICanTell> gates, string request, IHpoMessage question, TaskCompletionSource<IHpoMessage> answer, TimeSpan limit)
    {
        _gates = gates;
        _question = question;
        Receive<Again>(_ => Ask());
        Receive<Overdue>(_ => End(() => answer.TrySetException(new TimeoutException())));
        Receive<Denied>(denied => denied.Request == request, denied => End(() => answer.TrySetException(new ClusterException(denied.Problem))));
        Receive<IHpoMessage>(message => RequestOf(message) == request, message => End(() => answer.TrySetResult(message)));
        Receive<IHpoMessage>(_ => { });
        Limit = limit;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    private TimeSpan Limit { get; }

    public static Props Props(IReadOnlyList<ICanTell> gates, string request, IHpoMessage question, TaskCompletionSource<IHpoMessage> answer, TimeSpan limit) =>
        Akka.Actor.Props.Create(() => new QuestionActor(gates, request, question, answer, limit));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Again.Instance, Again.Instance, AskedAgain);
        Timers.StartSingleTimer(Overdue.Instance, Overdue.Instance, Limit);
        Ask();
    }

    private static string? RequestOf(IHpoMessage message) => message switch
    {
        Accepted accepted => accepted.Request,
        Facts facts => facts.Request,
        ClientProtocol.Status status => status.Request,
        _ => null,
    };

    private void Ask()
    {
        foreach (ICanTell gate in _gates)
        {
            gate.Tell(_question, Self);
        }
    }

    private void End(Action tell)
    {
        tell();
        Context.Stop(Self);
    }

    private sealed record Again : ILocalMessage
    {
        public static readonly Again Instance = new();
    }

    private sealed record Overdue : ILocalMessage
    {
        public static readonly Overdue Instance = new();
    }
}
