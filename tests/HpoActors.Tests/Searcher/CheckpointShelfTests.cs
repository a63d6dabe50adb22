using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Searcher;
using HpoActors.Tests.Objectives.Command;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Searcher;

public sealed class CheckpointShelfTests : IDisposable
{
    private static readonly CheckpointId One = new(new TrialId(1), 3);
    private static readonly CheckpointId Other = new(new TrialId(1), 9);

    private readonly TempFolder _temp = new();

    [Fact]
    public void What_is_put_is_there_until_it_is_removed()
    {
        using CheckpointShelf shelf = new();
        Checkpoint first = new("test/1", new byte[] { 1 }), second = new("test/1", new byte[] { 2 });
        Assert.False(shelf.Contains(One));
        shelf.Put(One, first);
        shelf.Put(Other, second);
        Assert.True(shelf.TryGet(One, out Checkpoint? found));
        Assert.Same(first, found);
        shelf.Put(One, second);
        Assert.True(shelf.TryGet(One, out found));
        Assert.Same(second, found);
        shelf.Remove(One);
        shelf.Remove(One);
        Assert.False(shelf.TryGet(One, out _));
        Assert.Equal((1, true), (shelf.Count, shelf.Contains(Other)));
        Assert.Same(second, Assert.Single(shelf.HandOver([], [Other], Other.Trial)).Checkpoint);
        Assert.Empty(shelf.HandOver([], [Other], Other.Trial));
        Assert.Equal(0, shelf.Count);
    }

    [Fact]
    public void What_the_best_trial_left_at_its_end_goes_before_what_it_left_in_a_pause()
    {
        using CheckpointShelf shelf = new();
        Checkpoint paused = new("test/1", new byte[] { 1 }), trained = new("test/1", new byte[] { 2 });
        shelf.Put(One, paused);
        shelf.PutTrained(One.Trial, trained);
        TrialEnded end = new(DateTimeOffset.UnixEpoch, One.Trial, 1, TrialState.Completed, 0.5, null, 1, Metrics.None);

        Assert.Same(trained, Assert.Single(shelf.HandOver([end], [One], One.Trial)).Checkpoint);
        Assert.Equal(0, shelf.Count);
    }

    [Fact]
    public void Files_go_with_what_they_hold_and_all_at_the_end()
    {
        CheckpointFolder folder = new(_temp.Path, "x");
        CheckpointShelf shelf = new(folder);
        KeptCheckpoint[] files = [.. Enumerable.Range(1, 4).Select(attempt => folder.Write(One, new AttemptId(One.Trial, attempt), new Checkpoint("test/1", new byte[] { 1 })))];
        shelf.Put(One, files[0]);
        shelf.Put(Other, files[2]);

        // The same end may come twice; another attempt's takes the place.
        shelf.Put(One, files[0]);
        Assert.True(File.Exists(files[0].Key));
        shelf.Put(One, files[1]);
        Shell.Until(() => !File.Exists(files[0].Key), "the first file was deleted");
        shelf.Remove(One);
        Shell.Until(() => !File.Exists(files[1].Key), "the second file was deleted");

        // Taken, it stays for whoever took it.
        Assert.Same(files[2], Assert.Single(shelf.HandOver([], [Other], Other.Trial)).Checkpoint);
        shelf.Put(One, files[3]);
        Assert.Equal([1], files[2].Content.ToArray());
        shelf.Dispose();
        Assert.Empty(_temp.Entries);
    }

    public void Dispose() => _temp.Dispose();
}
