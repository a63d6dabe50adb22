using System.Globalization;
using System.Runtime.Versioning;

namespace HpoActors.Objectives.Command;

/// <summary>A running process as Linux's /proc shows it (proc(5)).</summary>
/// <param name="Id">The process id.</param>
/// <param name="Parent">The parent's id.</param>
/// <param name="Group">The process group.</param>
/// <param name="Session">The session.</param>
/// <param name="Start">When it started, in ticks since the machine did; with the id it names a process for good.</param>
[SupportedOSPlatform("linux")]
internal readonly record struct ProcessEntry(int Id, int Parent, int Group, int Session, ulong Start)
{
    /// <summary>All processes but those that have ended and only wait to be collected.</summary>
    public static List<ProcessEntry> All()
    {
        List<ProcessEntry> entries = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int id) && Find(id) is { } entry)
            {
                entries.Add(entry);
            }
        }

        return entries;
    }

    /// <summary>The process, or null where it has ended.</summary>
    public static ProcessEntry? Find(int id)
    {
        if (Read($"/proc/{id}/stat") is not { Length: > 0 } bytes)
        {
            return null;
        }

        // The name stands in parentheses and may hold any characters.
        string text = System.Text.Encoding.UTF8.GetString(bytes);
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null
            : new ProcessEntry(id, Int(fields[1]), Int(fields[2]), Int(fields[3]), ulong.Parse(fields[19], CultureInfo.InvariantCulture));

        static int Int(string field) => int.Parse(field, CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the environment that the process began with has the text. False where we may not look: then it is not ours.</summary>
    public bool HasInEnvironment(ReadOnlySpan<byte> text) => Read($"/proc/{Id}/environ") is { } bytes && bytes.AsSpan().IndexOf(text) >= 0;

    // A process may end between any two looks at it.
    private static byte[]? Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
