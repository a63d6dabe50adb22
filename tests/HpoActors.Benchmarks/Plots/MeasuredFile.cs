using System.Text.Json;

namespace HpoActors.Benchmarks.Plots;

/// <summary>The medians in a JSON file that an earlier run wrote.</summary>
internal sealed class MeasuredFile
{
    private readonly Dictionary<string, double> _medians = [];

    private MeasuredFile(string machine) => Machine = machine;

    /// <summary>What they were measured on.</summary>
    public string Machine { get; }

    public double this[string measurement] => _medians[measurement];

    /// <summary>Where a benchmark's numbers are.</summary>
    public static string PathOf(string benchmark, string directory) => Path.Combine(directory, $"{benchmark}.json");

    public static MeasuredFile Read(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        MeasuredFile file = new(document.RootElement.GetProperty("machine").GetString()!);
        foreach (JsonElement report in document.RootElement.GetProperty("benchmarks").EnumerateArray())
        {
            foreach (JsonElement measurement in report.GetProperty("measurements").EnumerateArray())
            {
                file._medians[measurement.GetProperty("name").GetString()!] = measurement.GetProperty("median").GetDouble();
            }
        }

        return file;
    }

    /// <summary>Whether it was measured: a missing peer is left out of a run.</summary>
    public bool Has(string measurement) => _medians.ContainsKey(measurement);
}
