using Akka.Actor;
using Akka.Configuration;
using HpoActors.Cluster.Coordinator;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Protocol;
using HpoActors.Stores;
using static HpoActors.Cluster.Coordinator.RegistryAnswers;

namespace HpoActors.Cluster.Tests.Coordinator;

/// <summary>What a coordinator says of an experiment that does not run there.</summary>
public sealed class AbsentExperimentTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly ExperimentSpec Spec = ExperimentText.Read(ExperimentText.Write(ExperimentFile.Parse(
        "experiment { name = sweep, metric = value, budget.trials = 2, space { x { type = float, min = 0, max = 1 } }, objective { type = function, function = sphere } }", "sweep.conf").Spec));

    private static readonly ExperimentEvent[] Begun = [new ExperimentEvents.Started(DateTimeOffset.UnixEpoch, "sweep", 1)];

    private readonly ActorSystem _system = ActorSystem.Create("absent", ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }").WithFallback(HpoSettings.DefaultConfig()));

    public async ValueTask DisposeAsync() => await _system.Terminate();

    [Fact]
    public async Task A_coordinator_that_has_not_read_its_store_yet_says_of_no_experiment_that_it_is_over()
    {
        ClientProtocol.Facts answer = await FollowAsync(new Registry { Experiments = null });
        Assert.Null(answer.End);
    }

    [Fact]
    public async Task An_experiment_that_another_process_runs_is_told_as_far_as_it_is_and_is_not_over()
    {
        ClientProtocol.Facts answer = await FollowAsync(new Registry { CanGoOn = true });
        Assert.Equal(Begun, answer.Events);
        Assert.Null(answer.End);
    }

    [Fact]
    public async Task An_experiment_that_has_ended_is_told_with_its_end()
    {
        ClientProtocol.Facts answer = await FollowAsync(new Registry { CanGoOn = false });
        Assert.Equal(Begun, answer.Events);
        Assert.NotNull(answer.End);
    }

    [Fact]
    public async Task What_does_not_run_cannot_be_cancelled()
    {
        IActorRef coordinator = await StartAsync(new Registry());
        ClientProtocol.Denied answer = await coordinator.Ask<ClientProtocol.Denied>(new ClientProtocol.Cancel("sweep", "1"), Limit);
        Assert.Equal("no experiment sweep runs here", answer.Problem);
    }

    [Fact]
    public async Task What_may_only_not_be_taken_up_yet_is_not_refused_so_that_the_client_asks_again()
    {
        IActorRef coordinator = await StartAsync(new Registry { Experiments = null });
        using Inbox client = Inbox.Create(_system);
        coordinator.Tell(new ClientProtocol.Cancel("sweep", "1"), client.Receiver);
        coordinator.Tell(new ClientProtocol.AskStatus("2"), client.Receiver);
        Assert.Equal("2", Assert.IsType<ClientProtocol.Status>(await client.ReceiveAsync(Limit)).Request);
    }

    private async Task<ClientProtocol.Facts> FollowAsync(IRegistry registry)
    {
        IActorRef coordinator = await StartAsync(registry);
        return await coordinator.Ask<ClientProtocol.Facts>(new ClientProtocol.Follow("sweep", 0, "1"), Limit);
    }

    private async Task<IActorRef> StartAsync(IRegistry registry)
    {
        Hpo hpo = Hpo.Get(_system);
        ClusterSettings cluster = new() { Role = NodeRole.Coordinator, Name = "c1" };
        IActorRef coordinator = _system.ActorOf(CoordinatorActor.Props(hpo.Settings, cluster, registry, hpo.Objectives.Find, ActorRefs.Nobody));

        // With this answer it has begun, and has the registry's list where there is one.
        await coordinator.Ask<ClientProtocol.Status>(new ClientProtocol.AskStatus("0"), Limit);
        return coordinator;
    }

    /// <summary>A store with one experiment that is not to be taken up here.</summary>
    private sealed class Registry : IRegistry
    {
        /// <summary>What can go on; null where the store does not answer.</summary>
        public string[]? Experiments { get; init; } = [];

        public bool CanGoOn { get; init; }

        public void List(IActorRef to)
        {
            if (Experiments is not null)
            {
                to.Tell(new Listed(Experiments));
            }
        }

        public void ReadFacts(string experiment, IActorRef to) => to.Tell(new Read(experiment, Spec, Begun, CanGoOn));

        public void Make(string request, ExperimentSpec spec, IActorRef to) => throw new NotSupportedException();

        public void Take(string experiment, IActorRef to, CancellationToken gone) => throw new NotSupportedException();

        public void Close(IOffice office, ExperimentPhase phase, IActorRef to) => throw new NotSupportedException();

        public void Free(IOffice office) => throw new NotSupportedException();

        public void Look(string experiment, IActorRef to) => throw new NotSupportedException();
    }
}
