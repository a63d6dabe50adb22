using HpoActors.Core.Experiments;
using HpoActors.Persistence.Exports;

namespace HpoActors.Persistence.Tests.Exports.Tables;

public sealed class CsvExporterTests : ExportTest
{
    [Fact]
    public void Trials_are_rows_as_in_the_golden_file() => Assert.Equal(Lines("trials.csv"), File.ReadAllText(Export("csv", "out.csv")));

    [Fact]
    public void A_folder_takes_trials_and_reports()
    {
        string folder = Export("csv", "out" + Path.DirectorySeparatorChar);
        Assert.Equal(["reports.csv", "trials.csv"], Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order());
        Assert.Equal(Lines("trials.csv"), File.ReadAllText(Path.Combine(folder, "trials.csv")));
        Assert.Equal(Lines("reports.csv"), File.ReadAllText(Path.Combine(folder, "reports.csv")));
    }

    [Fact]
    public void A_folder_that_exists_takes_them_too_beside_what_is_there()
    {
        Directory.CreateDirectory(In("out"));
        File.WriteAllText(In("out/notes.txt"), "mine");
        string folder = Export("csv", "out");
        Assert.Equal(3, Directory.GetFiles(folder).Length);
    }

    [Fact]
    public void Of_two_files_neither_is_written_where_one_is_there()
    {
        Directory.CreateDirectory(In("out"));
        File.WriteAllText(In("out/reports.csv"), "mine");
        Assert.Equal($"{In("out/reports.csv")} exists and is not written over; name another file, or remove it first", Assert.Throws<IOException>(() => Export("csv", "out")).Message);
        Assert.Equal("mine", File.ReadAllText(Assert.Single(Directory.GetFiles(In("out")))));
    }

    [Fact]
    public void An_experiment_without_trials_is_a_heading()
    {
        Exporters.Write("csv", new Leaderboard(SampleExperiment.Spec).ToResult(), [], In("out.csv"));
        Assert.StartsWith("id,state,value,", Assert.Single(File.ReadAllLines(In("out.csv"))), StringComparison.Ordinal);
    }

    // RFC 4180 ends lines by CRLF; the golden files lie there as any text.
    private static string Lines(string golden) => Golden(golden).ReplaceLineEndings("\r\n");
}
