using System.Text;

namespace HpoActors.Objectives.Command;

/// <summary>The last lines of a program's output, for the message about its failure. Thread-safe; it allocates nothing once it is full.</summary>
internal sealed class OutputTail
{
    private const int Lines = 50;
    private const int LineBytes = 500;
    private const int MessageLength = 1000;

    private readonly Lock _lock = new();
    private readonly byte[]?[] _lines = new byte[Lines][];
    private readonly int[] _lengths = new int[Lines];
    private long _count;

    /// <summary>Adds a line; only its beginning is kept.</summary>
    public void Add(ReadOnlySpan<byte> line)
    {
        lock (_lock)
        {
            int slot = (int)(_count++ % Lines);
            line = line[..Math.Min(line.Length, LineBytes)];
            line.CopyTo(_lines[slot] ??= new byte[LineBytes]);
            _lengths[slot] = line.Length;
        }
    }

    /// <summary>As many of the last lines as fit into 1 000 characters, in one line: <c>first | second</c>. Empty where there was no output.</summary>
    public override string ToString()
    {
        lock (_lock)
        {
            LinkedList<string> shown = [];
            int length = 0;
            for (long i = _count - 1; i >= Math.Max(0, _count - Lines); i--)
            {
                int slot = (int)(i % Lines);
                string line = Clean(Encoding.UTF8.GetString(_lines[slot]!, 0, _lengths[slot]));
                if (line.Length == 0)
                {
                    continue;
                }

                length += line.Length;
                if (shown.Count > 0 && length > MessageLength)
                {
                    break;
                }

                shown.AddFirst(line);
            }

            return string.Join(" | ", shown);
        }
    }

    private static string Clean(string line) =>
        string.Create(line.Length, line, static (span, text) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(text[i]) ? ' ' : text[i];
            }
        }).Trim();
}
