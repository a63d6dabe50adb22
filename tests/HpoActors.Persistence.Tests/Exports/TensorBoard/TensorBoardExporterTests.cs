using System.Globalization;

namespace HpoActors.Persistence.Tests.Exports.TensorBoard;

public sealed class TensorBoardExporterTests : ExportTest
{
    // The check value of CRC-32C in the catalogues: that of the digits 1 to 9.
    [Fact]
    public void The_readers_checksum_is_the_catalogues() => Assert.Equal(0xE3069283, RecordReader.Crc("123456789"u8));

    [Fact]
    public void The_experiment_and_every_trial_are_runs() => Assert.Equal(
        [".", .. Enumerable.Range(0, 8).Select(i => $"trial-00{i}")],
        Files(Export("tensorboard", "runs")).Select(file => Path.GetRelativePath(In("runs"), Path.GetDirectoryName(file)!)));

    [Fact]
    public void Every_file_is_read_back_as_the_golden_text()
    {
        string folder = Export("tensorboard", "runs");
        Assert.Equal(Golden("tensorboard.txt").ReplaceLineEndings("\n"), string.Concat(Files(folder).SelectMany(file => Describe(folder, file)).Select(line => line + "\n")));
    }

    [Fact]
    public void The_same_experiment_gives_the_same_bytes() =>
        Assert.Equal(Files(Export("tensorboard", "a")).Select(File.ReadAllBytes), Files(Export("tensorboard", "b")).Select(File.ReadAllBytes));

    private static IEnumerable<string> Files(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).OrderBy(Path.GetDirectoryName, StringComparer.Ordinal);

    private static IEnumerable<string> Describe(string folder, string file)
    {
        yield return Path.GetRelativePath(folder, file).Replace('\\', '/');
        foreach (Proto record in RecordReader.Read(file).Select(bytes => new Proto(bytes)))
        {
            string time = record.Double(1).ToString("R", CultureInfo.InvariantCulture);
            if (record.Has(3))
            {
                yield return $"  {time} {record.Text(3)}";
                continue;
            }

            Proto value = record.Message(5).Message(1);
            yield return value.Has(9)
                ? $"  {time} {value.Text(1)} {Plugin(value)}"
                : $"  {time} {value.Text(1)} step {record.Long(2)}: {value.Float(2).ToString("R", CultureInfo.InvariantCulture)}";
        }
    }

    private static string Plugin(Proto value)
    {
        Proto data = value.Message(9).Message(1);

        // The tensor is an empty one of floats.
        Assert.Equal("hparams", data.Text(1));
        Assert.Equal(1, value.Message(8).Long(1));
        Proto content = data.Message(2);
        return content.Has(2) ? Experiment(content.Message(2)) : content.Has(3) ? Start(content.Message(3)) : End(content.Message(4));
    }

    private static string Experiment(Proto experiment) =>
        $"{experiment.Text(6)} ({experiment.Text(1)}) from {experiment.Double(3).ToString("R", CultureInfo.InvariantCulture)}: "
        + string.Join("; ", experiment.Messages(4).Select(Column)) + " -> " + string.Join("; ", experiment.Messages(5).Select(metric => metric.Message(1).Text(2)));

    private static string Column(Proto info) => $"{info.Text(1)} {info.Long(4) switch { 1 => "string", 2 => "bool", 3 => "float64", _ => "unset" }} "
        + (info.Has(6) ? string.Create(CultureInfo.InvariantCulture, $"[{info.Message(6).Double(1)}, {info.Message(6).Double(2)}]") : $"{{{string.Join(", ", info.Message(5).Messages(1).Select(Value))}}}");

    private static string Start(Proto start) => $"from {start.Double(5).ToString("R", CultureInfo.InvariantCulture)}: "
        + string.Join(", ", start.Messages(1).Select(entry => $"{entry.Text(1)}={Value(entry.Message(2))}"));

    private static string End(Proto end) => $"status {end.Long(1)} at {end.Double(2).ToString("R", CultureInfo.InvariantCulture)}";

    private static string Value(Proto value) =>
        value.Has(2) ? value.Double(2).ToString("R", CultureInfo.InvariantCulture) : value.Has(3) ? $"'{value.Text(3)}'" : value.Long(4) == 1 ? "true" : "false";
}
