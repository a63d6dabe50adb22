using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Objectives;

namespace HpoActors.Devices;

/// <summary>What stands between two <c>+</c> of a <see cref="TrainersSpec"/>.</summary>
internal sealed class TrainersPart
{
    private const string Forms = "write auto, cpu:2 (two cores), cpu:0-3 or cpu:0,2 (those cores), cuda:0,1 (those GPUs), joined by +; /32 behind one gives up to 32 lanes";

    private readonly string _text;
    private readonly DeviceKind? _kind;
    private readonly int? _count;
    private readonly (int First, int Last)[] _ranges;

    private TrainersPart(string text, DeviceKind? kind, int? count, (int First, int Last)[] ranges, int? lanes)
    {
        _text = text;
        _kind = kind;
        _count = count;
        _ranges = ranges;
        Lanes = lanes;
    }

    /// <summary>The most lanes of each trainer, or null where the objective chooses.</summary>
    public int? Lanes { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out TrainersPart? part, [NotNullWhen(false)] out string? problem)
    {
        part = null;
        problem = null;
        int? lanes = null;
        string devices = text;
        if (text.IndexOf('/') is >= 0 and int slash)
        {
            devices = text[..slash].TrimEnd();
            if (!TryNumber(text[(slash + 1)..].Trim(), out int most) || most < 1)
            {
                problem = $"'{text}' needs a whole number of lanes from 1 behind the /, such as {devices}/32";
                return false;
            }

            lanes = most;
        }

        if (devices == "auto")
        {
            part = new TrainersPart(text, null, null, [], lanes);
            return true;
        }

        DeviceKind? kind = devices.StartsWith("cpu:", StringComparison.Ordinal) ? DeviceKind.Cpu : devices.StartsWith("cuda:", StringComparison.Ordinal) ? DeviceKind.Cuda : null;
        if (kind is null)
        {
            problem = $"'{text}' names no devices; {Forms}";
            return false;
        }

        string which = devices[(devices.IndexOf(':') + 1)..].Trim();
        if (kind == DeviceKind.Cpu && TryNumber(which, out int count))
        {
            if (count == 0)
            {
                problem = $"'{text}' asks for no core at all; write cpu:1 for one core, or cpu:0-0 for core 0";
                return false;
            }

            part = new TrainersPart(text, kind, count, [], lanes);
            return true;
        }

        List<(int, int)> ranges = [];
        foreach (string item in which.Split(',', StringSplitOptions.TrimEntries))
        {
            string[] ends = item.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last))
            {
                problem = $"'{text}' has '{item}' where a number or a range such as 0-3 has to stand; {Forms}";
                return false;
            }

            if (last < first)
            {
                problem = $"'{text}' has a range that runs backwards; write {last}-{first}";
                return false;
            }

            ranges.Add((first, last));
        }

        part = new TrainersPart(text, kind, null, [.. ranges], lanes);
        return true;
    }

    /// <summary>The devices on a machine; the first that is not there is an error.</summary>
    public IEnumerable<Device> On(Machine machine)
    {
        IReadOnlyList<int> cores = machine.AllowedCores;
        if (_kind is null)
        {
            return machine.CudaDevices > 0 ? Enumerable.Range(0, machine.CudaDevices).Select(Device.Cuda) : cores.Select(Device.Cpu);
        }

        if (_count is { } count)
        {
            return count <= cores.Count
                ? cores.Take(count).Select(Device.Cpu)
                : throw Wrong($"{_text} asks for {Counted(count, "core")}; this process may use {cores.Count} ({CoreList.Show(cores)})");
        }

        return _ranges.SelectMany(range => Range(range, machine));
    }

    /// <inheritdoc/>
    public override string ToString() => _text;

    private IEnumerable<Device> Range((int First, int Last) range, Machine machine)
    {
        // Last may be the largest int, and the first missing device ends the walk long before.
        for (int i = range.First; ; i++)
        {
            if (_kind == DeviceKind.Cpu && !machine.AllowedCores.Contains(i))
            {
                throw Wrong($"{_text} names core {i}; this process may use {CoreList.Show(machine.AllowedCores)} (a number alone is a count: cpu:2 are two cores)");
            }

            if (_kind == DeviceKind.Cuda && i >= machine.CudaDevices)
            {
                throw Wrong($"{_text} names GPU {i}; this machine has {(machine.CudaDevices == 0 ? "no GPU that can be used" : Counted(machine.CudaDevices, "GPU") + $" (0-{machine.CudaDevices - 1})")}");
            }

            yield return new Device(_kind!.Value, i);
            if (i == range.Last)
            {
                yield break;
            }
        }
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static string Counted(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static InvalidOptionException Wrong(string problem) => new("trainers", problem);
}
