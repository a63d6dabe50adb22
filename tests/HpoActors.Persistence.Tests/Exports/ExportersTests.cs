using HpoActors.Core;
using HpoActors.Persistence.Exports;

namespace HpoActors.Persistence.Tests.Exports;

public sealed class ExportersTests : ExportTest
{
    public static TheoryData<string> Formats => [.. Exporters.Names];

    [Fact]
    public void There_are_five_formats() => Assert.Equal(["csv", "json", "parquet", "tensorboard", "optuna"], Exporters.Names);

    [Fact]
    public void An_unknown_format_is_refused_with_the_nearest() => Assert.Equal(
        "--format: must be one of csv, json, parquet, tensorboard, optuna (is optun); did you mean 'optuna'?",
        Assert.Throws<InvalidOptionException>(() => Exporters.Require("optun")).Message);

    [Theory]
    [MemberData(nameof(Formats))]
    public void What_exists_is_not_written_over(string format)
    {
        File.WriteAllText(In("out"), "mine");
        IOException error = Assert.Throws<IOException>(() => Export(format, "out"));
        Assert.StartsWith($"{In("out")} exists and is not written over; name another ", error.Message, StringComparison.Ordinal);
        Assert.Equal("mine", File.ReadAllText(In("out")));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_missing_folder_is_named(string format) => Assert.Equal(
        $"{In("a/out")} cannot be written: there is no folder {In("a")}; create it first",
        Assert.Throws<DirectoryNotFoundException>(() => Export(format, "a/out")).Message);

    [Theory]
    [MemberData(nameof(Formats))]
    public void The_output_is_all_that_is_written(string format)
    {
        Export(format, "out");
        Assert.Equal([In("out")], Directory.GetFileSystemEntries(Path.GetDirectoryName(In("out"))!));
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing()
    {
        Assert.Throws<InvalidOperationException>(() => ExportTarget.File(In("out"), file =>
        {
            File.WriteAllText(file, "half");
            throw new InvalidOperationException();
        }));
        Assert.Throws<InvalidOperationException>(() => ExportTarget.Folder(In("out"), folder =>
        {
            File.WriteAllText(Path.Combine(folder, "half"), "half");
            throw new InvalidOperationException();
        }));
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(In("out"))!));
    }

    [Fact]
    public void An_empty_folder_is_filled_and_one_with_something_in_it_is_not()
    {
        Directory.CreateDirectory(In("runs"));
        Export("tensorboard", "runs");
        Assert.Equal(9, Directory.GetFileSystemEntries(In("runs")).Length);
        Assert.Equal(
            $"{In("runs")} exists and is not written over; name another folder, or an empty one", Assert.Throws<IOException>(() => Export("tensorboard", "runs")).Message);
    }
}
