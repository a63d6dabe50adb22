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

    /// <summary>Reads the file of a benchmark.</summary>
    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public static MeasuredFile Of(string benchmark, string directory)
    {
        string path = Path.Combine(directory, $"{benchmark}.json");
        if (!File.Exists(path))
        {
            throw new InvalidOperationException($"{path}: there are no numbers to plot; run the benchmark '{benchmark}' first");
        }

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
