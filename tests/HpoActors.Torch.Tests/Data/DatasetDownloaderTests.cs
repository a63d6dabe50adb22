using System.Net;
using HpoActors.Torch.Data;
using Asked = HpoActors.Torch.Tests.Data.FakeMirrors.Asked;

namespace HpoActors.Torch.Tests.Data;

public sealed class DatasetDownloaderTests : IDisposable
{
    private const int Half = 100;
    private readonly TempDirectory _temp = new();
    private readonly FakeMirrors _mirrors = new();

    private string Target => _temp.Combine("cache", "fashion-mnist");

    private string Part => Path.Combine(Target, SmallDataset.First.Name + ".part");

    public void Dispose()
    {
        _mirrors.Dispose();
        _temp.Dispose();
    }

    [Fact]
    public async Task Brings_all_files_from_the_first_mirror_that_has_them()
    {
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(
            SmallDataset.Source.Files.Select(file => new Asked(SmallDataset.MirrorA, file.Name, null)),
            _mirrors.Requests);
    }

    [Fact]
    public async Task Reports_progress_up_to_the_whole_of_each_file()
    {
        Recorder recorder = new();
        await DownloadAsync(recorder);

        foreach (DatasetFile file in SmallDataset.Source.Files)
        {
            Assert.Contains(new DownloadProgress(file.Name, file.Zipped.Length, file.Zipped.Length), recorder.Reports);
        }
    }

    [Fact]
    public async Task Fetches_only_what_is_missing_or_altered()
    {
        SmallDataset.WriteTo(Target);
        File.Delete(Path.Combine(Target, "test-labels.gz"));
        await File.WriteAllTextAsync(Path.Combine(Target, SmallDataset.First.Name), "altered");

        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal([SmallDataset.First.Name, "test-labels.gz"], _mirrors.Requests.Select(asked => asked.File));
    }

    [Fact]
    public async Task Asks_nobody_and_writes_nothing_where_all_is_there()
    {
        SmallDataset.WriteTo(Target, unzipped: true);
        await DownloadAsync();

        Assert.Empty(_mirrors.Requests);
        Assert.Equal(4, Directory.GetFiles(Target).Length);
    }

    [Fact]
    public async Task Goes_to_the_next_mirror_and_stays_there()
    {
        _mirrors.On(SmallDataset.MirrorA, _ => new HttpResponseMessage(HttpStatusCode.NotFound));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Single(_mirrors.Requests, asked => asked.Host == SmallDataset.MirrorA);
    }

    [Fact]
    public async Task Resumes_a_part()
    {
        WritePart(SmallDataset.FirstBytes[..Half]);
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(Half, _mirrors.Requests.First().From);
    }

    [Fact]
    public async Task Resumes_at_another_mirror_where_a_connection_broke()
    {
        _mirrors.On(SmallDataset.MirrorA, _ => FakeMirrors.Streamed(BrokenStream.Breaking(SmallDataset.FirstBytes[..Half])));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(new Asked(SmallDataset.MirrorB, SmallDataset.First.Name, Half), _mirrors.Requests.ElementAt(1));
    }

    [Fact]
    public async Task Resumes_at_another_mirror_where_a_body_ended_early()
    {
        _mirrors.On(SmallDataset.MirrorA,
            _ => FakeMirrors.Streamed(new BrokenStream(SmallDataset.FirstBytes[..Half], _ => Task.CompletedTask)));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(Half, _mirrors.Requests.ElementAt(1).From);
    }

    [Fact]
    public async Task Takes_the_whole_file_from_a_server_that_knows_no_ranges()
    {
        WritePart(new byte[Half]);
        _mirrors.On(SmallDataset.MirrorA, asked => FakeMirrors.Whole(SmallDataset.Zipped[asked.File]));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.All(_mirrors.Requests, asked => Assert.Equal(SmallDataset.MirrorA, asked.Host));
    }

    [Fact]
    public async Task Starts_over_where_the_range_cannot_be_had()
    {
        WritePart(new byte[Half]);
        _mirrors.On(SmallDataset.MirrorA, asked => asked.From is null
            ? FakeMirrors.Good(asked)
            : new HttpResponseMessage(HttpStatusCode.RequestedRangeNotSatisfiable));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal([Half, null], _mirrors.Requests.Take(2).Select(asked => asked.From));
    }

    [Fact]
    public async Task Does_not_take_another_range_than_it_asked_for()
    {
        WritePart(SmallDataset.FirstBytes[..Half]);
        _mirrors.On(SmallDataset.MirrorA, asked => FakeMirrors.Rest(SmallDataset.Zipped[asked.File], Half + 1));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(new Asked(SmallDataset.MirrorB, SmallDataset.First.Name, Half), _mirrors.Requests.ElementAt(1));
    }

    [Fact]
    public async Task A_part_that_is_whole_needs_no_request()
    {
        WritePart(SmallDataset.FirstBytes);
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.DoesNotContain(_mirrors.Requests, asked => asked.File == SmallDataset.First.Name);
    }

    [Fact]
    public async Task A_part_that_is_too_long_is_thrown_away()
    {
        WritePart([.. SmallDataset.FirstBytes, 1, 2, 3]);
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Null(_mirrors.Requests.First().From);
    }

    [Fact]
    public async Task After_a_wrong_sum_the_next_mirror_starts_from_nothing()
    {
        WritePart(new byte[Half]);
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(
            [
                new Asked(SmallDataset.MirrorA, SmallDataset.First.Name, Half),
                new Asked(SmallDataset.MirrorB, SmallDataset.First.Name, null),
            ],
            _mirrors.Requests.Take(2));
    }

    [Fact]
    public async Task The_only_mirror_that_works_gets_a_second_chance_where_an_old_part_was_bad()
    {
        WritePart(new byte[Half]);
        _mirrors.On(SmallDataset.MirrorA, _ => new HttpResponseMessage(HttpStatusCode.NotFound));
        _mirrors.On(SmallDataset.MirrorB, _ => new HttpResponseMessage(HttpStatusCode.NotFound));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
    }

    [Fact]
    public async Task A_mirror_with_wrong_bytes_is_passed_over()
    {
        _mirrors.On(SmallDataset.MirrorA, asked => FakeMirrors.Whole(new byte[SmallDataset.Zipped[asked.File].Length]));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
    }

    [Fact]
    public async Task A_page_of_the_wrong_length_costs_the_part_nothing()
    {
        WritePart(SmallDataset.FirstBytes[..Half]);
        _mirrors.On(SmallDataset.MirrorA, _ => FakeMirrors.Whole("please log in"u8.ToArray()));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Equal(Half, _mirrors.Requests.ElementAt(1).From);
    }

    [Fact]
    public async Task A_mirror_that_sends_without_end_is_left()
    {
        _mirrors.On(SmallDataset.MirrorA,
            asked => FakeMirrors.Streamed(BrokenStream.Stalling(new byte[SmallDataset.Zipped[asked.File].Length + 1])));
        await DownloadAsync();

        SmallDataset.AssertIntact(Target);
        Assert.Null(_mirrors.Requests.ElementAt(1).From);
    }

    [Fact]
    public async Task A_stalled_mirror_is_left_after_the_idle_time_out_and_its_bytes_are_kept()
    {
        _mirrors.On(SmallDataset.MirrorA, _ => FakeMirrors.Streamed(BrokenStream.Stalling(SmallDataset.FirstBytes[..Half])));
        await DownloadAsync(settings: Settings() with { IdleTimeout = TimeSpan.FromMilliseconds(200) });

        SmallDataset.AssertIntact(Target);
        Assert.Equal(new Asked(SmallDataset.MirrorB, SmallDataset.First.Name, Half), _mirrors.Requests.ElementAt(1));
    }

    [Fact]
    public async Task Cancelling_stops_and_keeps_the_part()
    {
        using CancellationTokenSource cancel = new();
        _mirrors.On(SmallDataset.MirrorA, _ => FakeMirrors.Streamed(new BrokenStream(SmallDataset.FirstBytes[..Half], token =>
        {
            cancel.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        })));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DownloadAsync(cancel: cancel.Token));

        Assert.Single(_mirrors.Requests);
        Assert.Equal(SmallDataset.FirstBytes[..Half], await File.ReadAllBytesAsync(Part));
    }

    [Fact]
    public async Task One_line_says_what_was_tried_and_what_to_do()
    {
        _mirrors.On(SmallDataset.MirrorA, _ => new HttpResponseMessage(HttpStatusCode.Forbidden));
        _mirrors.On(SmallDataset.MirrorB, _ => FakeMirrors.Streamed(BrokenStream.Stalling([])));
        _mirrors.On(SmallDataset.MirrorC, asked => FakeMirrors.Whole(new byte[SmallDataset.Zipped[asked.File].Length]));

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(
            () => DownloadAsync(settings: Settings() with { IdleTimeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Equal(
            "Small-MNIST could not be downloaded (train-images.gz from a.test: HTTP 403; "
            + "b.test: sent nothing for 0.2 s; c.test: wrong SHA-256 sum): "
            + "run `hpo data get fashion-mnist` to try again, "
            + "or set HPO_DATA to a directory that has the files, or set `fallback = synthetic`.",
            error.Message);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Network_errors_are_told_in_short()
    {
        _mirrors.On(SmallDataset.MirrorA,
            _ => throw new HttpRequestException(HttpRequestError.NameResolutionError, "long story (a.test:443)"));
        _mirrors.On(SmallDataset.MirrorB,
            _ => throw new HttpRequestException("long story (b.test:443)", new IOException("Connection\nrefused.")));
        _mirrors.On(SmallDataset.MirrorC, _ => throw new TaskCanceledException("no connection"));

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(() => DownloadAsync());

        Assert.Contains(
            "a.test: host not found; b.test: Connection refused; c.test: no connection within 10 s)",
            error.Message,
            StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_one_line_and_no_request()
    {
        await File.WriteAllTextAsync(_temp.Combine("cache"), "a file where the directory should be");

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(() => DownloadAsync());

        Assert.StartsWith($"{Target} cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(_mirrors.Requests);
    }

    [LinuxFact]
    public async Task A_full_disk_is_one_line_and_no_other_mirror_is_tried()
    {
        Directory.CreateDirectory(Target);
        File.CreateSymbolicLink(Part, "/dev/full");

        DatasetUnavailableException error = await Assert.ThrowsAsync<DatasetUnavailableException>(() => DownloadAsync());

        Assert.Contains("cannot be written (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Single(_mirrors.Requests);
    }

    [Fact]
    public async Task A_second_download_waits_for_the_first_and_then_finds_all_there()
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
        Task first = DownloadAsync();
        await asked.Task;

        using FakeMirrors others = new();
        Task second = new DatasetDownloader(SmallDataset.Source, Settings() with { Handler = others }).DownloadAsync(Target, null, default);
        Assert.False(second.IsCompleted);
        release.SetResult();
        await Task.WhenAll(first, second);

        SmallDataset.AssertIntact(Target);
        Assert.Empty(others.Requests);
    }

    [Fact]
    public async Task Waiting_for_another_download_can_be_cancelled()
    {
        using IDisposable held = await DownloadLock.AcquireAsync(Target, TimeSpan.FromMilliseconds(1), default);
        using CancellationTokenSource cancel = new();
        Task waiting = DownloadAsync(cancel: cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Empty(_mirrors.Requests);
    }

    private DownloadSettings Settings() => new() { Handler = _mirrors, LockPoll = TimeSpan.FromMilliseconds(1) };

    private Task DownloadAsync(
        IProgress<DownloadProgress>? progress = null, DownloadSettings? settings = null, CancellationToken cancel = default) =>
        new DatasetDownloader(SmallDataset.Source, settings ?? Settings()).DownloadAsync(Target, progress, cancel);

    private void WritePart(byte[] bytes)
    {
        Directory.CreateDirectory(Target);
        File.WriteAllBytes(Part, bytes);
    }

    private sealed class Recorder : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value) => Reports.Add(value);
    }
}
