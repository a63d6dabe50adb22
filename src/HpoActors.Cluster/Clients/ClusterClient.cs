using Akka.Actor;
using Akka.Configuration;
using HpoActors.Cluster.Nodes;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Protocol;
using static HpoActors.Protocol.ClientProtocol;

namespace HpoActors.Cluster.Clients;

/// <summary>A client of a cluster: sends experiments, follows them, asks how things stand. That a coordinator dies meanwhile is a pause, not an error.</summary>
public sealed class ClusterClient : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan SilenceNoticed = TimeSpan.FromSeconds(10);

    private readonly ActorSystem _system;
    private readonly ClusterSettings _cluster;
    private readonly IReadOnlyList<ICanTell> _gates;

    private ClusterClient(ActorSystem system, ClusterSettings cluster)
    {
        _system = system;
        _cluster = cluster;
        _gates = NodeSystems.Gates(system, cluster);
    }

    /// <summary>How long a question waits for a coordinator in office. Default 30 s: longer than one takes to come into office after another.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Starts a client. Whether any coordinator is there shows with the first question.</summary>
    /// <param name="file">Where the coordinators are, and who the client is.</param>
    /// <param name="settings">Settings of the actor system, such as loggers. Default none.</param>
    /// <param name="notice">Takes lines for whoever runs it. Default nobody.</param>
    /// <exception cref="ClusterException">It cannot be started. One line.</exception>
    public static ClusterClient Start(NodeFile file, Config? settings = null, Action<string>? notice = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        ClusterSettings cluster = file.Cluster with { Role = NodeRole.Client };
        Config config = file.Settings.WithFallback(settings ?? Config.Empty).WithFallback(HpoSettings.DefaultConfig());
        ActorSystem system = NodeSystems.Start(cluster, config, notice ?? (_ => { }));
        return new ClusterClient(system, cluster);
    }

    /// <summary>Has an experiment run. When this completes it is written down, and runs whatever becomes of the client.</summary>
    /// <returns>Its name: the specification's, with a number where one of that name has ended. One of the same name and definition that runs already is followed.</returns>
    /// <exception cref="ClusterException">The cluster refuses it, or nobody answers.</exception>
    public async Task<string> SubmitAsync(ExperimentSpec spec, CancellationToken cancel = default)
    {
        string text = ExperimentText.Write(spec);
        Accepted accepted = await AskAsync<Accepted>(request => new Submit(text, request), cancel).ConfigureAwait(false);
        return accepted.Experiment;
    }

    /// <summary>Follows an experiment to its end.</summary>
    /// <param name="spec">The experiment, by the name that it has in the cluster.</param>
    /// <param name="observer">Takes every fact, in order.</param>
    /// <param name="notice">Takes a line where nobody answers for a while, and when somebody does again.</param>
    /// <param name="cancel">Ends the following, not the experiment.</param>
    /// <returns>The result, without the best trial's state.</returns>
    /// <exception cref="OperationCanceledException">The client does not follow any more.</exception>
    /// <exception cref="ClusterException">There is no such experiment.</exception>
    public async Task<ExperimentResult> FollowAsync(ExperimentSpec spec, Action<ExperimentEvent>? observer = null, Action<string>? notice = null, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        Leaderboard board = new(spec);
        int known = 0;
        bool isSilent = false;
        while (true)
        {
            Facts facts;
            try
            {
                facts = await AskAsync<Facts>(request => new Follow(spec.Name, known, request), SilenceNoticed, cancel).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (!isSilent)
                {
                    notice?.Invoke($"no coordinator answers at {Where}; trials go on, and so does this command when one is in office");
                }

                isSilent = true;
                continue;
            }

            if (isSilent)
            {
                notice?.Invoke("a coordinator is in office");
                isSilent = false;
            }

            // A new coordinator reads the journal first; it may know fewer for a moment.
            foreach (ExperimentEvent fact in facts.From == known ? facts.Events : [])
            {
                board.Apply(fact);
                observer?.Invoke(fact);
                known++;
            }

            if (facts.End is { } end && facts.From + facts.Events.Length == known)
            {
                return board.ToResult() with { Objective = end.Description, Lanes = end.Lanes };
            }

            if (!facts.HasMore)
            {
                await Task.Delay(PollInterval, cancel).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Ends an experiment; what runs is cancelled and keeps what it reported.</summary>
    /// <exception cref="ClusterException">No such experiment runs, or nobody answers.</exception>
    public Task CancelAsync(string experiment, CancellationToken cancel = default) => AskAsync<Accepted>(request => new Cancel(experiment, request), cancel);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await _system.Terminate().ConfigureAwait(false);

    /// <summary>How the cluster stands.</summary>
    /// <exception cref="ClusterException">Nobody answers.</exception>
    internal Task<ClientProtocol.Status> StatusAsync(CancellationToken cancel = default) => AskAsync<ClientProtocol.Status>(request => new AskStatus(request), cancel);

    private string Where => string.Join(", ", _cluster.Coordinators);

    private async Task<T> AskAsync<T>(Func<string, IHpoMessage> question, CancellationToken cancel)
        where T : IHpoMessage
    {
        try
        {
            return await AskAsync<T>(question, AnswerLimit, cancel).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new ClusterException($"no coordinator in office answers at {Where} within {AnswerLimit.TotalSeconds:0} s; is one running (hpo node), and are addresses and certificates right?");
        }
    }

    private async Task<T> AskAsync<T>(Func<string, IHpoMessage> question, TimeSpan limit, CancellationToken cancel)
        where T : IHpoMessage
    {
        string request = Guid.NewGuid().ToString("N");
        TaskCompletionSource<IHpoMessage> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IActorRef asker = _system.ActorOf(QuestionActor.Props(_gates, request, question(request), answer, limit));
        using CancellationTokenRegistration leave = cancel.Register(() =>
        {
            answer.TrySetCanceled(cancel);
            _system.Stop(asker);
        });
        return (T)await answer.Task.ConfigureAwait(false);
    }
}
