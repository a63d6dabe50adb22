using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;

namespace HpoActors.Persistence.Tests.Checkpoints;

[Collection(StoresCollection.Name)]
public sealed class StoreCheckpointsTests(TestStores stores)
{
    private static readonly byte[] Large = [.. Enumerable.Range(0, 3_000_000).Select(i => (byte)(i * 31))];

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void They_outlive_the_process_that_made_them(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using (IExperimentStore store = ExperimentStores.Open(place))
        {
            using CheckpointKeeper keeper = store.CheckpointsOf("sweep")!;
            Assert.True(keeper.IsLasting);
            Assert.Empty(keeper.Find());
            keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", Large));
            keeper.Write(Id(12, 1), Attempt(12, 2), new Checkpoint("model/1", new byte[] { 1, 2 }));
        }

        using IExperimentStore again = ExperimentStores.Open(place);
        using CheckpointKeeper found = again.CheckpointsOf("sweep")!;
        (CheckpointId Id, KeptCheckpoint Checkpoint)[] all = [.. found.Find().OrderBy(c => c.Id.Trial.Value)];
        Assert.Equal([Id(3, 9), Id(12, 1)], all.Select(c => c.Id));
        Assert.Equal("model/1", all[0].Checkpoint.Format);
        Assert.True(all[0].Checkpoint.Content.Span.SequenceEqual(Large));
        Assert.Equal([1, 2], all[1].Checkpoint.Content.ToArray());
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void A_later_one_of_the_same_name_takes_its_place(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using CheckpointKeeper keeper = store.CheckpointsOf("sweep")!;
        keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 1 }));
        KeptCheckpoint second = keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 2, 3 }));
        Assert.Equal([2, 3], second.Content.ToArray());
        Assert.Single(keeper.Find());
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void A_deleted_one_cannot_be_read_and_another_experiments_can(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using CheckpointKeeper keeper = store.CheckpointsOf("sweep")!;
        using CheckpointKeeper another = store.CheckpointsOf("sweep-2")!;
        KeptCheckpoint gone = keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 1 }));
        KeptCheckpoint kept = another.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 2 }));
        keeper.Delete(gone);
        keeper.Delete(gone);
        IOException error = Assert.ThrowsAny<IOException>(() => gone.Content);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal([2], kept.Content.ToArray());
        keeper.Write(Id(4, 1), Attempt(4, 1), new Checkpoint("model/1", new byte[] { 1 }));
        keeper.DeleteAll();
        Assert.Empty(keeper.Find());
        Assert.Throws<IOException>(() => keeper.Write(Id(4, 2), Attempt(4, 1), new Checkpoint("model/1", new byte[] { 1 })));
        Assert.Single(another.Find());
    }

    [PostgresFact]
    public void One_that_something_else_changed_is_refused()
    {
        string place = stores.NewPlace(StoreKind.Postgres);
        using IExperimentStore store = ExperimentStores.Open(place);
        using CheckpointKeeper keeper = store.CheckpointsOf("sweep")!;
        KeptCheckpoint kept = keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 1 }));
        TestStores.Execute(place, @"UPDATE hpo_checkpoints SET content = '\x0102'");
        IOException error = Assert.Throws<IOException>(() => kept.Content);
        Assert.Equal($"the checkpoint 3@9/1 of 'sweep' in {store.Name} has 2 bytes where 1 were written; something else changed it", error.Message);
    }

    [PostgresFact]
    public void A_server_that_is_away_is_said_in_one_line()
    {
        using PostgresServer server = PostgresServer.Start();
        using IExperimentStore store = ExperimentStores.Open(server.NewDatabase());
        using CheckpointKeeper keeper = store.CheckpointsOf("sweep")!;
        server.Stop();
        IOException error = Assert.Throws<IOException>(() => keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 1 })));
        Assert.StartsWith($"the checkpoint of trial 3 could not be kept: {store.Name}: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        server.StartAgain();
        keeper.Write(Id(3, 9), Attempt(3, 1), new Checkpoint("model/1", new byte[] { 1 }));
    }

    private static CheckpointId Id(int trial, int epoch) => new(new TrialId(trial), epoch);

    private static AttemptId Attempt(int trial, int attempt) => new(new TrialId(trial), attempt);
}
