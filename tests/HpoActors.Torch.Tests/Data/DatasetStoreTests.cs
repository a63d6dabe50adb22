using System.Net;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class DatasetStoreTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly FakeMirrors _mirrors = new();
    private string? _dataVariable;

    private string Cached => _temp.Combine("cache", "hpoactors", "fashion-mnist");

    public void Dispose()
    {
        _mirrors.Dispose();
        _temp.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Loads_what_is_found_and_asks_no_mirror(bool unzipped)
    {
        _dataVariable = SmallDataset.WriteTo(_temp.Combine("data"), unzipped);
        LoadedDataset loaded = await LoadAsync(Store());

        Assert.Equal(Idx.Images(12)[16..], loaded.Dataset.Train.Pixels);
        Assert.Equal(Idx.Labels(12)[8..], loaded.Dataset.Train.Labels);
        Assert.Equal(Idx.Images(6)[16..], loaded.Dataset.Test.Pixels);
        Assert.Equal(Idx.Labels(6)[8..], loaded.Dataset.Test.Labels);
        Assert.Equal(("fashion-mnist", _dataVariable), (loaded.Dataset.Name, loaded.Directory));
        Assert.Null(loaded.Notice);
        Assert.False(loaded.IsFallback);
        Assert.Empty(_mirrors.Requests);
    }

    [Fact]
    public async Task Downloads_into_the_cache_what_is_not_found()
    {
        LoadedDataset loaded = await LoadAsync(Store());

        Assert.Equal(Cached, loaded.Directory);
        Assert.Equal(12, loaded.Dataset.Train.Count);
        SmallDataset.AssertIntact(Cached);
    }

    [Fact]
    public async Task Keeps_one_copy_for_each_directory()
    {
        string data = SmallDataset.WriteTo(_temp.Combine("data", "fashion-mnist"));
        string other = SmallDataset.WriteTo(_temp.Combine("other"));
        DatasetStore store = Store();

        LoadedDataset first = await LoadAsync(store, dataDir: data);
        Assert.Same(first, await LoadAsync(store, dataDir: _temp.Combine("data")));
        Assert.NotSame(first, await LoadAsync(store, dataDir: other));
    }

    [Fact]
    public async Task Loads_once_for_callers_at_the_same_time()
    {
        DatasetStore store = Store();
        LoadedDataset[] loaded = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => LoadAsync(store))));

        Assert.Single(loaded.Distinct());
        Assert.Equal(4, _mirrors.Requests.Count);
    }

    [Fact]
    public async Task Does_not_keep_a_failure()
    {
        Offline();
        DatasetStore store = Store();
        await Assert.ThrowsAsync<DatasetUnavailableException>(() => LoadAsync(store));

        SmallDataset.WriteTo(Cached);
        Assert.Equal(Cached, (await LoadAsync(store)).Directory);
    }

    [Fact]
    public async Task Without_a_fallback_the_error_says_where_it_looked()
    {
        Offline();
        _dataVariable = _temp.Combine("nowhere");

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(() => LoadAsync(Store()));

        string beginning = $"HPO_DATA={_dataVariable} does not exist; Small-MNIST could not be downloaded (";
        Assert.StartsWith(beginning, error.Message, StringComparison.Ordinal);
        Assert.EndsWith("or set `fallback = synthetic`.", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task The_fallback_serves_says_so_and_stays()
    {
        Offline();
        DatasetStore store = Store();
        LoadedDataset loaded = await LoadAsync(store, fallback: "synthetic");

        Assert.True(loaded.IsFallback);
        Assert.Equal(("synthetic", 60_000, 10_000), (loaded.Dataset.Name, loaded.Dataset.Train.Count, loaded.Dataset.Test.Count));
        Assert.StartsWith("Using generated data instead of Small-MNIST;", loaded.Notice, StringComparison.Ordinal);
        Assert.Contains("HTTP 404", loaded.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain("fallback =", loaded.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', loaded.Notice!);

        // The real files arrive during the experiment: it goes on with what it began with, another one gets them.
        SmallDataset.WriteTo(Cached);
        Assert.Same(loaded, await LoadAsync(store, fallback: "synthetic"));
        Assert.False((await LoadAsync(store)).IsFallback);
    }

    [Fact]
    public async Task The_fallback_is_not_used_where_the_real_data_are_to_be_had() =>
        Assert.False((await LoadAsync(Store(), fallback: "synthetic")).IsFallback);

    [Fact]
    public async Task The_fallback_does_not_hide_a_wrong_data_dir() =>
        await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => LoadAsync(Store(), dataDir: _temp.Combine("nowhere"), fallback: "synthetic"));

    [Fact]
    public async Task The_fallback_does_not_hide_an_altered_file()
    {
        SmallDataset.WriteTo(Cached);
        string path = Path.Combine(Cached, SmallDataset.First.Name);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[^20] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        DatasetException error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Store(), fallback: "synthetic"));

        Assert.StartsWith($"{path}: altered: SHA-256 is ", error.Message, StringComparison.Ordinal);
        Assert.Contains("hpo data get fashion-mnist", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_truncated_file_is_an_error()
    {
        SmallDataset.WriteTo(Cached);
        string path = Path.Combine(Cached, "test-labels.gz");
        await File.WriteAllBytesAsync(path, SmallDataset.Zipped["test-labels.gz"][..10]);

        DatasetException error = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Store()));

        Assert.StartsWith($"{path}: truncated: 10 of ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_a_home_gets_the_fallback_or_an_error()
    {
        DatasetStore store = new(SmallDataset.Source, () => SmallDataset.Environment(cache: null));

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(() => LoadAsync(store));
        Assert.Contains("no home", error.Message, StringComparison.Ordinal);
        Assert.True((await LoadAsync(store, fallback: "synthetic")).IsFallback);
    }

    [Fact]
    public async Task Unknown_names_are_errors_that_say_what_is_known()
    {
        DatasetException name = await Assert.ThrowsAsync<DatasetException>(
            () => Store().LoadAsync(new DatasetRequest { Name = "mnist" }, null, default));
        DatasetException fallback = await Assert.ThrowsAsync<DatasetException>(() => LoadAsync(Store(), fallback: "random"));

        Assert.Equal("dataset = mnist is unknown: write fashion-mnist or synthetic.", name.Message);
        Assert.Equal("fallback = random is unknown: write synthetic, or leave it out for none.", fallback.Message);
    }

    [Fact]
    public async Task A_waiting_caller_can_be_cancelled_alone()
    {
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource release = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _mirrors.On(SmallDataset.MirrorA, request => request.File != SmallDataset.First.Name
            ? FakeMirrors.Good(request)
            : FakeMirrors.Streamed(new BrokenStream(SmallDataset.FirstBytes, _ =>
            {
                asked.TrySetResult();
                return release.Task;
            })));
        DatasetStore store = Store();
        Task<LoadedDataset> first = LoadAsync(store);
        await asked.Task;
        using CancellationTokenSource cancel = new();
        Task<LoadedDataset> second = LoadAsync(store, cancel: cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
        release.SetResult();
        Assert.Equal(12, (await first).Dataset.Train.Count);
    }

    private DatasetStore Store() =>
        new(SmallDataset.Source, () => SmallDataset.Environment(_temp.Combine("cache"), _dataVariable));

    private void Offline()
    {
        foreach (Uri mirror in SmallDataset.Source.Mirrors)
        {
            _mirrors.On(mirror.Host, _ => new HttpResponseMessage(HttpStatusCode.NotFound));
        }
    }

    private Task<LoadedDataset> LoadAsync(
        DatasetStore store, string? dataDir = null, string? fallback = null, CancellationToken cancel = default) =>
        store.LoadAsync(
            new DatasetRequest { DataDir = dataDir, Fallback = fallback, Download = new DownloadSettings { Handler = _mirrors } },
            null,
            cancel);
}
