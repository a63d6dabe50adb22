using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Tests.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void A_checkpoint_comes_back_from_its_file_as_often_as_it_is_asked_for()
    {
        using CheckpointFolder folder = New();
        KeptCheckpoint kept = Write(folder, Attempt(3, 1), new Checkpoint("test/1", new byte[] { 0, 1, 255 }));
        KeptCheckpoint empty = Write(folder, Attempt(3, 2), new Checkpoint("test/2", ReadOnlyMemory<byte>.Empty));
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal([0, 1, 255], kept.Content.ToArray());
            Assert.Equal(0, empty.Content.Length);
        }

        Assert.Equal(("test/1", "test/2"), (kept.Format, empty.Format));
    }

    [Fact]
    public void Nothing_is_made_before_the_first_checkpoint_and_nothing_is_left_at_the_end()
    {
        CheckpointFolder unused = New(), used = New();
        Assert.Empty(_temp.Entries);
        KeptCheckpoint kept = Write(used, Attempt(0), Of(1));
        Assert.Equal(["owner", "trial-0-1"], Directory.GetFiles(Path.GetDirectoryName(kept.Key)!).Select(Path.GetFileName).Order());
        unused.Dispose();
        used.Dispose();
        Assert.Empty(_temp.Entries);
    }

    [Fact]
    public void Trainers_may_write_at_the_same_time_even_the_same_attempts()
    {
        using CheckpointFolder folder = New();
        Parallel.For(0, 200, i =>
        {
            KeptCheckpoint kept = Write(folder, Attempt(i % 10), new Checkpoint("test/1", new byte[100_000]));
            Assert.Equal(100_000, kept.Content.Length);
        });
        Assert.Equal(11, Directory.GetFiles(Assert.Single(Directory.GetDirectories(_temp.Path))).Length);
    }

    [Fact]
    public void After_the_end_nothing_is_written_any_more()
    {
        CheckpointFolder folder = New();
        Write(folder, Attempt(0), Of(1));
        folder.Dispose();
        IOException error = Assert.Throws<IOException>(() => Write(folder, Attempt(1), Of(1)));
        Assert.Equal($"the checkpoint of trial 1 could not be kept in {_temp.Path} (hpo.checkpoints.directory): the experiment is over", error.Message);
        Assert.Empty(_temp.Entries);
    }

    [Fact]
    public async Task Who_is_writing_at_the_end_leaves_nothing_behind()
    {
        for (int i = 0; i < 20; i++)
        {
            CheckpointFolder folder = New();
            using Barrier together = new(5);
            Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Factory.StartNew(
                () =>
                {
                    together.SignalAndWait();
                    for (int trial = 0; trial < 50; trial++)
                    {
                        try
                        {
                            Write(folder, Attempt((50 * writer) + trial), Of(1));
                        }
                        catch (IOException)
                        {
                            return;
                        }
                    }
                },
                TaskCreationOptions.LongRunning))];
            together.SignalAndWait();
            folder.Dispose();
            await Task.WhenAll(writers);
            Assert.Empty(_temp.Entries);
        }
    }

    [Fact]
    public void A_file_that_is_gone_or_was_changed_is_said_in_one_line()
    {
        using CheckpointFolder folder = New();
        KeptCheckpoint gone = Write(folder, Attempt(0), Of(1)), changed = Write(folder, Attempt(1), Of(1));
        folder.Delete(gone);
        folder.Delete(gone);
        Assert.StartsWith($"the checkpoint {gone.Key} cannot be read: ", Assert.Throws<IOException>(() => gone.Content).Message, StringComparison.Ordinal);
        File.WriteAllText(changed.Key, "longer");
        Assert.Equal(
            $"the checkpoint {changed.Key} has 6 bytes where 1 were written; something else changed it", Assert.Throws<IOException>(() => changed.Content).Message);
    }

    [Fact]
    public void What_cannot_be_written_is_said_in_one_line_and_nothing_half_written_stays()
    {
        using CheckpointFolder folder = New();
        string inside = Path.GetDirectoryName(Write(folder, Attempt(0), Of(1)).Key)!;
        Directory.CreateDirectory(Path.Combine(inside, "trial-1-1"));
        IOException error = Assert.Throws<IOException>(() => Write(folder, Attempt(1), Of(1)));
        Assert.StartsWith($"the checkpoint of trial 1 could not be kept in {_temp.Path} (hpo.checkpoints.directory): ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(["owner", "trial-0-1"], Directory.GetFiles(inside).Select(Path.GetFileName).Order());
    }

    public void Dispose() => _temp.Dispose();

    private static KeptCheckpoint Write(CheckpointFolder folder, AttemptId attempt, Checkpoint checkpoint) => folder.Write(new CheckpointId(attempt.Trial, 1), attempt, checkpoint);

    private static AttemptId Attempt(int trial, int attempt = 1) => new(new TrialId(trial), attempt);

    private static Checkpoint Of(byte content) => new("test/1", new[] { content });

    private CheckpointFolder New() => new(_temp.Path, "a/b test");
}
