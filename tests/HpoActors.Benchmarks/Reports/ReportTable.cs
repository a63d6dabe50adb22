namespace HpoActors.Benchmarks.Reports;

/// <summary>A report as a table for people.</summary>
internal static class ReportTable
{
    public static void Write(TextWriter writer, Report report)
    {
        int width = report.Measurements.Max(m => m.Name.Length);
        writer.WriteLine();
        writer.WriteLine($"== {report.Name} ==");
        writer.WriteLine(MachineDescription.Line);
        Lines(writer, "", report.Compared);
        writer.WriteLine();
        writer.WriteLine($"{"".PadRight(width)}  {"rounds",6} {"min",12} {"median",12} {"max",12}  unit");
        foreach (Measurement m in report.Measurements)
        {
            writer.WriteLine($"{m.Name.PadRight(width)}  {m.Values.Count,6} {Number(m.Min),12} {Number(m.Median),12} {Number(m.Max),12}  {m.Unit}");
        }

        writer.WriteLine();
        foreach (Requirement requirement in report.Requirements)
        {
            writer.WriteLine($"{(requirement.IsMet ? "met   " : "MISSED")}  {requirement.Text}: {Number(requirement.Value)}");
        }

        Lines(writer, "note    ", report.Notes);
    }

    private static void Lines(TextWriter writer, string start, IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            writer.WriteLine(start + line);
        }
    }

    private static string Number(double value) => Math.Abs(value) switch
    {
        0 => "0",
        < 0.001 => $"{value:0.0e0}",
        < 100 => $"{value:0.0000}",
        _ => $"{value:#,0}",
    };
}
