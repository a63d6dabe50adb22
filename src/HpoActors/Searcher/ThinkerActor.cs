using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Protocol;
using HpoActors.Telemetry;

namespace HpoActors.Searcher;

/// <summary>Runs a slow searcher beside <see cref="SearcherActor"/>, so that trainers are served meanwhile. On a thread of its own; one thought at a time.</summary>
internal sealed class ThinkerActor : ReceiveActor
{
    private const string Dispatcher = "hpo.thinker-dispatcher";

    public ThinkerActor()
    {
        Receive<Think>(think =>
        {
            long start = Stopwatch.GetTimestamp();
            Outcome answer;
            try
            {
                answer = new Outcome(think.About, think.About.Think(), null);
            }
#pragma warning disable CA1031 // A searcher of the user's own may throw anything; its parent ends the experiment by it.
            catch (Exception error)
#pragma warning restore CA1031
            {
                answer = new Outcome(think.About, null, error);
            }

            HpoTelemetry.SuggestDuration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            Sender.Tell(answer);
        });
    }

    public static Props Props { get; } = Akka.Actor.Props.Create(() => new ThinkerActor()).WithDispatcher(Dispatcher);

    /// <summary>From the searcher actor: think about this.</summary>
    public sealed record Think(Thought About) : ILocalMessage;

    /// <summary>To the searcher actor: what came of it.</summary>
    /// <param name="About">What was thought about.</param>
    /// <param name="Proposal">The proposal; null where the space is used up.</param>
    /// <param name="Error">What the searcher threw, or null.</param>
    public sealed record Outcome(Thought About, Proposal? Proposal, Exception? Error) : ILocalMessage;
}
