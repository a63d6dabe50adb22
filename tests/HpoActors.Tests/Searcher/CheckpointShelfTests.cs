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

    [Fact]
    public void What_an_earlier_process_left_is_kept_as_far_as_a_trial_may_go_on_from_it()
    {
        LastingFolder folder = new(_temp.Path);
        KeptCheckpoint needed = folder.Write(One, new AttemptId(One.Trial, 1), new Checkpoint("test/1", new byte[] { 1 }));
        KeptCheckpoint left = folder.Write(Other, new AttemptId(One.Trial, 2), new Checkpoint("test/1", new byte[] { 2 }));
        using CheckpointShelf shelf = new(folder);
        shelf.Put(folder.Find());
        Assert.Equal([One, Other], shelf.Names.OrderBy(id => id.Epoch));

        Assert.Null(shelf.Recover(id => id == One, _ => false, null));
        Assert.Equal([One], shelf.Names);
        Shell.Until(() => !File.Exists(Path.Combine(_temp.Path, left.Key)), "what nobody needs was deleted");
        Assert.Equal([1], needed.Content.ToArray());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_a_running_trial_may_have_left_stays_until_that_is_reported_or_its_attempt_is_over(bool isReported)
    {
        using CheckpointShelf shelf = new();
        shelf.Put(One, new Checkpoint("test/1", new byte[] { 1 }));
        shelf.Recover(_ => false, id => id == One, null);
        shelf.Review(_ => false, id => id == One);
        Assert.True(shelf.Contains(One));

        shelf.Review(_ => isReported, _ => false);
        Assert.Equal(isReported, shelf.Contains(One));

        // From then on it is as any other.
        shelf.Review(_ => false, _ => false);
        Assert.Equal(isReported, shelf.Contains(One));
    }

    [Fact]
    public void What_a_trial_left_at_its_end_is_found_before_it_is_reported_and_stays_if_it_is_the_best()
    {
        LastingFolder folder = new(_temp.Path);
        KeptCheckpoint trained = folder.Write(One, new AttemptId(One.Trial, 1), new Checkpoint("test/1", new byte[] { 1 }));
        using CheckpointShelf shelf = new(folder);
        shelf.Put(folder.Find());
        shelf.Recover(_ => false, id => id == One, null);

        shelf.PutTrained(One.Trial, trained);
        Assert.Empty(shelf.Names);
        TrialEnded end = new(DateTimeOffset.UnixEpoch, One.Trial, 1, TrialState.Completed, 0.1, null, 1, Metrics.None);
        KeptCheckpoint best = Assert.IsType<KeptCheckpoint>(Assert.Single(shelf.HandOver([end], [], One.Trial)).Checkpoint);
        shelf.Review(_ => false, _ => false);
        Assert.Equal([1], best.Content.ToArray());
        Assert.Equal(0, shelf.Count);
    }

    [Fact]
    public void What_the_best_trial_learnt_last_is_found_again_and_stays_until_there_is_a_better_one()
    {
        LastingFolder folder = new(_temp.Path);
        folder.Write(One, new AttemptId(One.Trial, 1), new Checkpoint("test/1", new byte[] { 1 }));
        folder.Write(Other, new AttemptId(One.Trial, 2), new Checkpoint("test/1", new byte[] { 2 }));
        using CheckpointShelf shelf = new(folder);
        shelf.Put(folder.Find());

        Assert.Equal([2], shelf.Recover(_ => false, _ => false, Other)!.Content.ToArray());
        Assert.Equal(0, shelf.Count);
        Shell.Until(() => _temp.Entries.Count() == 1, "the earlier one was deleted");

        // Another searcher in the same process finds it, too.
        Assert.Equal([2], shelf.Recover(_ => false, _ => false, Other)!.Content.ToArray());

        TrialId better = new(5);
        shelf.PutTrained(better, folder.Write(new CheckpointId(better, 9), new AttemptId(better, 1), new Checkpoint("test/1", new byte[] { 3 })));
        TrialEnded end = new(DateTimeOffset.UnixEpoch, better, 1, TrialState.Completed, 0.1, null, 1, Metrics.None);
        Assert.Single(shelf.HandOver([end], [], better));
        Shell.Until(() => _temp.Entries.SequenceEqual(["trial-5-epoch-9.test~1"]), "the best one's alone is left");
    }

    [Fact]
    public void In_memory_a_searcher_that_starts_again_finds_what_the_best_trial_left_at_its_end()
    {
        using CheckpointShelf shelf = new();
        Checkpoint trained = new("test/1", new byte[] { 1 });
        shelf.PutTrained(One.Trial, trained);
        shelf.PutTrained(new TrialId(7), new Checkpoint("test/1", new byte[] { 2 }));
        Assert.Same(trained, shelf.Recover(_ => false, _ => false, One));
        Assert.Equal(0, shelf.Count);
    }

    public void Dispose() => _temp.Dispose();
}
