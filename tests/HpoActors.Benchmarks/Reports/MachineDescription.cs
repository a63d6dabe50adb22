using System.Runtime.InteropServices;

namespace HpoActors.Benchmarks.Reports;

/// <summary>What the numbers were measured on.</summary>
internal static class MachineDescription
{
    private const string CpuInfo = "/proc/cpuinfo";

    public static string Processor { get; } = File.Exists(CpuInfo) && File.ReadLines(CpuInfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) is { } line
        ? line[(line.IndexOf(':') + 1)..].Trim()
        : RuntimeInformation.ProcessArchitecture.ToString();

    public static string Line { get; } = $"{Processor}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";
}
