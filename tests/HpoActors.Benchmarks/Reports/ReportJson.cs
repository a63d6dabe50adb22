using System.Text.Encodings.Web;
using System.Text.Json;

namespace HpoActors.Benchmarks.Reports;

/// <summary>Reports as one JSON file, with every single value.</summary>
internal static class ReportJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Write(string path, IReadOnlyList<Report> reports)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(new { Machine = MachineDescription.Line, At = DateTimeOffset.UtcNow, Benchmarks = reports }, Options));
    }
}
