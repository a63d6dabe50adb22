using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Tests.Checkpoints;

/// <summary>Checkpoints that outlive their process.</summary>
public sealed class LastingFolderTests : IDisposable
{
    private readonly TempFolder _temp = new();

    [Fact]
    public void Another_process_finds_what_the_one_before_left()
    {
        LastingFolder first = LastingFolder.Of(_temp.Path, "a/b");
        Write(first, 3, 9, 1, 2, 255);
        Write(first, 3, 12, 3);
        first.Dispose();
        Assert.Equal(["a%2Fb", "a%2Fb/trial-3-epoch-12.test~1", "a%2Fb/trial-3-epoch-9.test~1"], _temp.Entries);

        var found = LastingFolder.Of(_temp.Path, "a/b").Find().OrderBy(entry => entry.Id.Epoch).ToArray();
        Assert.Equal([new CheckpointId(new TrialId(3), 9), new CheckpointId(new TrialId(3), 12)], found.Select(entry => entry.Id));
        Assert.Equal(("test/1", 3), (found[0].Checkpoint.Format, found[0].Checkpoint.Length));
        Assert.Equal([1, 2, 255], found[0].Checkpoint.Content.ToArray());
        Assert.Empty(LastingFolder.Of(_temp.Path, "other").Find());
    }

    [Fact]
    public void Written_again_it_takes_the_place_of_the_one_before()
    {
        LastingFolder folder = new(_temp.Path);
        Write(folder, 1, 2, 7);
        KeptCheckpoint again = Write(folder, 1, 2, 7);
        Assert.Equal(["trial-1-epoch-2.test~1"], _temp.Entries);
        Assert.Equal([7], again.Content.ToArray());
    }

    [Fact]
    public void What_a_killed_process_did_not_finish_is_deleted_and_what_is_no_checkpoint_left_alone()
    {
        LastingFolder folder = new(_temp.Path);
        Write(folder, 1, 2, 7);
        foreach (string name in new[] { "trial-1-epoch-3.test~1.0123.part", "trial-one-epoch-2.test~1", "trial-1-epoch-2-3.test~1", "notes.txt" })
        {
            File.WriteAllText(Path.Combine(_temp.Path, name), "");
        }

        Assert.Equal(new CheckpointId(new TrialId(1), 2), Assert.Single(folder.Find()).Id);
        Assert.Equal(["notes.txt", "trial-1-epoch-2-3.test~1", "trial-1-epoch-2.test~1", "trial-one-epoch-2.test~1"], _temp.Entries);
    }

    [Fact]
    public void When_the_experiment_is_over_all_goes_and_late_writers_are_refused()
    {
        LastingFolder folder = LastingFolder.Of(_temp.Path, "x");
        KeptCheckpoint kept = Write(folder, 1, 2, 7);
        folder.DeleteAll();
        Assert.Empty(_temp.Entries);
        Assert.EndsWith("the experiment is over", Assert.Throws<IOException>(() => Write(folder, 1, 3, 7)).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => kept.Content);
        folder.DeleteAll();
        folder.Delete(kept);
    }

    [Fact]
    public void A_file_of_another_length_is_refused()
    {
        KeptCheckpoint kept = Write(new LastingFolder(_temp.Path), 1, 2, 7, 8);
        File.WriteAllBytes(Path.Combine(_temp.Path, kept.Key), [7]);
        Assert.Contains("has 1 bytes where 2 were written", Assert.Throws<IOException>(() => kept.Content).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_from_elsewhere_leads_to_no_other_folder()
    {
        string secret = Path.Combine(_temp.Path, "secret");
        File.WriteAllBytes(secret, [1, 2, 3]);
        LastingFolder folder = LastingFolder.Of(_temp.Path, "x");
        KeptCheckpoint sly = new("test/1", "../secret", 3, folder);
        Assert.Throws<IOException>(() => sly.Content);
        folder.Delete(sly);
        Assert.True(File.Exists(secret));
    }

    [Fact]
    public void One_that_came_over_the_wire_is_read_with_the_keeper_here()
    {
        LastingFolder folder = new(_temp.Path);
        KeptCheckpoint here = Write(folder, 1, 2, 7);
        KeptCheckpoint told = new(here.Format, here.Key, here.Length, null);
        Assert.Contains("hpo.checkpoints", Assert.Throws<IOException>(() => told.Content).Message, StringComparison.Ordinal);
        Assert.Equal([7], KeptCheckpoint.At(told, folder)!.Content.ToArray());
        Assert.Same(here, KeptCheckpoint.At(here, folder));
        Assert.Same(told, KeptCheckpoint.At(told, null));
        Assert.Null(KeptCheckpoint.At(null, folder));
        Checkpoint inMemory = new("test/1", new byte[] { 1 });
        Assert.Same(inMemory, KeptCheckpoint.At(inMemory, folder));
    }

    [Fact]
    public void Without_a_place_nothing_is_kept_and_nothing_found()
    {
        using NoCheckpoints none = new();
        Assert.True(none.KeepsNothing);
        Assert.Empty(none.Find());
        Assert.Throws<IOException>(() => Write(none, 1, 2, 7));
        Assert.Throws<IOException>(() => none.Read(new KeptCheckpoint("test/1", "trial-1-epoch-2.test~1", 1, none)));
        none.DeleteAll();
    }

    public void Dispose() => _temp.Dispose();

    private static KeptCheckpoint Write(CheckpointKeeper keeper, int trial, int epoch, params byte[] content) =>
        keeper.Write(new CheckpointId(new TrialId(trial), epoch), new AttemptId(new TrialId(trial), 1), new Checkpoint("test/1", content));
}
