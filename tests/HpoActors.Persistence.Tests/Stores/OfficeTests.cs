using System.Data.Common;
using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Stores;

namespace HpoActors.Persistence.Tests.Stores;

[Collection(StoresCollection.Name)]
public sealed class OfficeTests(TestStores stores)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(900);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly Officer Elsewhere = new("elsewhere", 12, DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void The_first_office_makes_the_experiment(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        Assert.Null(store.Find("sweep"));
        Assert.Empty(store.List());
        using IOffice office = store.TakeOffice("sweep", "the definition", Officer.Current, Long);
        Assert.Equal(("sweep", 1), (office.Experiment, office.Number));
        StoredExperiment found = store.Find("sweep")!;
        Assert.Equal(("sweep", "the definition", ExperimentPhase.Running, Officer.Current, 1), (found.Name, found.Definition, found.Phase, found.Officer, found.Office));
        Assert.InRange(found.CreatedAt, DateTimeOffset.UtcNow - Patience, DateTimeOffset.UtcNow + Patience);
        Assert.Equal(found, Assert.Single(store.List()));
        Assert.False(office.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void An_office_given_back_is_free_and_the_next_has_a_higher_number(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        store.TakeOffice("sweep", "the definition", Officer.Current, Long).Dispose();
        Assert.Equal(ExperimentPhase.Interrupted, store.Find("sweep")!.Phase);
        using IExperimentStore another = ExperimentStores.Open(place, create: false);
        using IOffice second = another.TakeOffice("sweep", "another definition", Elsewhere, Long);
        Assert.Equal(2, second.Number);
        StoredExperiment found = store.Find("sweep")!;

        // Nothing was decided yet under the first one.
        Assert.Equal(("another definition", ExperimentPhase.Running, Elsewhere), (found.Definition, found.Phase, found.Officer));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void Of_many_who_want_an_office_at_once_one_gets_it(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        List<IOffice> taken = [];
        int refused = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                IOffice office = store.TakeOffice("sweep", "", Officer.Current, Long);
                lock (taken)
                {
                    taken.Add(office);
                }
            }
            catch (OfficeTakenException)
            {
                Interlocked.Increment(ref refused);
            }
        });
        using IOffice only = Assert.Single(taken);
        Assert.Equal((1, 7), (only.Number, refused));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void Who_comes_second_hears_who_has_the_office_and_what_to_do(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using IOffice first = store.TakeOffice("sweep", "", Elsewhere, Long);
        OfficeTakenException refusal = Assert.Throws<OfficeTakenException>(() => store.TakeOffice("sweep", "", Officer.Current, Long));
        Assert.StartsWith($"experiment 'sweep' in {store.Name} is run by process 12 on elsewhere, started 1970-01-01 00:00:00 UTC, whose last sign of life is ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("; wait for its end, stop it, or run under another name (if it is dead, its office is free in ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void A_dead_process_of_this_machine_leaves_its_office_free_at_once(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        using Process other = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "cmd" : "cat") { RedirectStandardInput = true })!;
        Officer officer = new(Environment.MachineName, other.Id, other.StartTime.ToUniversalTime());
        using IOffice first = store.TakeOffice("sweep", "", officer, Long);
        Assert.Throws<OfficeTakenException>(() => store.TakeOffice("sweep", "", Officer.Current, Long));
        other.Kill();
        other.WaitForExit();
        Assert.Equal(ExperimentPhase.Interrupted, store.Find("sweep")!.Phase);
        using IOffice second = store.TakeOffice("sweep", "", Officer.Current, Long);
        Assert.Equal(2, second.Number);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void A_process_with_the_id_of_a_dead_one_is_another(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using IOffice first = store.TakeOffice("sweep", "", Officer.Current, Long);
        TestStores.Execute(place, "UPDATE hpo_experiments SET officer_life = 'started earlier'");
        using IOffice second = store.TakeOffice("sweep", "", Officer.Current, Long);
        Assert.Equal(2, second.Number);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void After_a_restart_of_the_machine_the_term_decides(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using IOffice first = store.TakeOffice("sweep", "", Officer.Current, Long);
        TestStores.Execute(place, "UPDATE hpo_experiments SET officer_life = 'started earlier', officer_place = 'before the restart'");
        Assert.Throws<OfficeTakenException>(() => store.TakeOffice("sweep", "", Officer.Current, Long));
        TestStores.Execute(place, "UPDATE hpo_experiments SET seen_at = seen_at - term");
        using IOffice second = store.TakeOffice("sweep", "", Officer.Current, Long);
        Assert.Equal(2, second.Number);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task An_officer_whose_office_was_taken_over_learns_of_it(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using IOffice first = store.TakeOffice("sweep", "", Elsewhere, Short);

        // As if this process had been paused for long.
        TestStores.Execute(place, "UPDATE hpo_experiments SET held = 0");
        using IOffice second = store.TakeOffice("sweep", "", Officer.Current, Long);
        await Fires(first.Lost);
        StoreException refusal = Assert.Throws<StoreException>(() => first.End(ExperimentPhase.Finished));
        Assert.Equal($"experiment 'sweep' in {store.Name} is run by {Officer.Current} by now: this process may not say how it ended", refusal.Message);
        first.Dispose();
        Assert.Equal(ExperimentPhase.Running, store.Find("sweep")!.Phase);
        Assert.False(second.Lost.IsCancellationRequested);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public async Task An_office_that_cannot_be_renewed_for_its_term_is_silent_and_not_lost_before_another_takes_it(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using IOffice office = store.TakeOffice("sweep", "", Officer.Current, Short);
        using DbConnection other = TestStores.Connect(place);
        await using (DbTransaction transaction = await other.BeginTransactionAsync())
        {
            await using DbCommand command = other.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "UPDATE hpo_experiments SET definition = definition";
            await command.ExecuteNonQueryAsync();
            await Fires(office.Silent);
            Assert.False(office.Lost.IsCancellationRequested);
        }

        office.End(ExperimentPhase.Finished);
        Assert.Equal(ExperimentPhase.Finished, store.Find("sweep")!.Phase);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void Signs_of_life_keep_an_office_beyond_its_term(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        using IOffice office = store.TakeOffice("sweep", "", Elsewhere, Short);
        DateTimeOffset taken = store.Find("sweep")!.SeenAt;
        Assert.True(SpinWait.SpinUntil(() => store.Find("sweep")!.SeenAt > taken + Short, Patience));
        Assert.Equal(1, store.Find("sweep")!.Office);
    }

    [Theory]
    [InlineData(ExperimentPhase.Finished)]
    [InlineData(ExperimentPhase.Exhausted)]
    [InlineData(ExperimentPhase.Failed)]
    [InlineData(ExperimentPhase.Interrupted)]
    public void What_is_over_does_not_go_on(ExperimentPhase phase)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(StoreKind.Sqlite));
        using (IOffice office = store.TakeOffice("sweep", "", Officer.Current, Long))
        {
            office.End(phase);
            Assert.Equal(phase, store.Find("sweep")!.Phase);
        }

        Assert.Equal((phase, false), (store.Find("sweep")!.Phase, store.Find("sweep")!.CanGoOn));
        StoreException refusal = Assert.Throws<StoreException>(() => store.TakeOffice("sweep", "", Officer.Current, Long));
        Assert.Equal($"experiment 'sweep' in {store.Name} is over ({phase.ToString().ToLowerInvariant()}) and does not go on; run it under another name", refusal.Message);
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void What_has_not_ended_goes_on(StoreKind kind)
    {
        using IExperimentStore store = ExperimentStores.Open(stores.NewPlace(kind));
        store.TakeOffice("sweep", "", Officer.Current, Long).Dispose();
        Assert.Equal((ExperimentPhase.Interrupted, true), (store.Find("sweep")!.Phase, store.Find("sweep")!.CanGoOn));
        using IOffice second = store.TakeOffice("sweep", "", Officer.Current, Long);
        Assert.Equal((2, ExperimentPhase.Running, true), (second.Number, store.Find("sweep")!.Phase, store.Find("sweep")!.CanGoOn));
        Assert.Throws<ArgumentOutOfRangeException>(() => second.End(ExperimentPhase.Running));
        Assert.Throws<ArgumentOutOfRangeException>(() => second.End(ExperimentPhase.New));
    }

    [Theory]
    [InlineData(StoreKind.Sqlite)]
    [PostgresRow]
    public void The_list_begins_with_the_oldest(StoreKind kind)
    {
        string place = stores.NewPlace(kind);
        using IExperimentStore store = ExperimentStores.Open(place);
        foreach (string name in (string[])["c", "a", "b"])
        {
            store.TakeOffice(name, "", Officer.Current, Long).Dispose();
        }

        TestStores.Execute(place, "UPDATE hpo_experiments SET created_at = CASE name WHEN 'b' THEN 1 ELSE 2 END");
        Assert.Equal(["b", "a", "c"], store.List().Select(e => e.Name));
    }

    private static async Task Fires(CancellationToken token)
    {
        TaskCompletionSource fired = new();
        await using CancellationTokenRegistration registration = token.Register(fired.SetResult);
        await fired.Task.WaitAsync(Patience, CancellationToken.None);
    }
}
