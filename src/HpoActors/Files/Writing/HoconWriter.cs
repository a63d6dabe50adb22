using System.Globalization;
using System.Text;
using HpoActors.Core;

namespace HpoActors.Files.Writing;

/// <summary>Writes blocks as people write them: no quotes where none are needed, short blocks on one line, others one setting a line.</summary>
internal static class HoconWriter
{
    private const int LineLength = 160;

    /// <summary>The settings of a block, without braces around them.</summary>
    /// <exception cref="InvalidOptionException">A key or a text has no form in a file.</exception>
    public static string Write(HoconBlock root)
    {
        StringBuilder text = new();
        WriteMembers(text, root, "", 0);
        return text.ToString();
    }

    /// <summary>A value on one line.</summary>
    public static string Line(HoconNode node) => Line(node, "");

    private static void WriteMembers(StringBuilder text, HoconBlock block, string path, int depth)
    {
        foreach ((string key, HoconNode value) in block.Entries)
        {
            string inner = path.Length == 0 ? key : $"{path}.{key}";
            text.Append(' ', 2 * depth).Append(Key(key, path)).Append(value is HoconBlock ? " " : " = ");
            WriteValue(text, value, inner, depth);
            text.Append('\n');
        }
    }

    private static void WriteValue(StringBuilder text, HoconNode node, string path, int depth)
    {
        switch (node)
        {
            case HoconBlock block when IsLong(block, path):
                text.Append("{\n");
                WriteMembers(text, block, path, depth + 1);
                text.Append(' ', 2 * depth).Append('}');
                break;
            case HoconList list when list.Items.Any(item => item is HoconBlock) || Line(list, path).Length > LineLength:
                text.Append("[\n");
                for (int i = 0; i < list.Items.Count; i++)
                {
                    text.Append(' ', 2 * (depth + 1));
                    WriteValue(text, list.Items[i], $"{path}[{i}]", depth + 1);
                    text.Append('\n');
                }

                text.Append(' ', 2 * depth).Append(']');
                break;
            default:
                text.Append(Line(node, path));
                break;
        }
    }

    // What holds blocks of its own is no line, but for an item of a list, such as a known result, and a prior.
    private static bool IsLong(HoconBlock block, string path) =>
        (block.Entries.Values.Any(value => value is HoconBlock) && !path.EndsWith(']') && !block.Entries.ContainsKey("type")) || Line(block, path).Length > LineLength;

    private static string Line(HoconNode node, string path) => node switch
    {
        HoconText leaf => Text(leaf.Value, path),
        HoconList list => $"[{string.Join(", ", list.Items.Select((item, i) => Line(item, $"{path}[{i}]")))}]",
        HoconBlock { Entries.Count: 0 } => "{ }",
        HoconBlock block => $"{{ {string.Join(", ", block.Entries.Select(entry => Member(entry.Key, entry.Value, path)))} }}",
        _ => throw new ArgumentException($"{node.GetType()} is no value", nameof(node)),
    };

    private static string Member(string key, HoconNode value, string path) =>
        $"{Key(key, path)}{(value is HoconBlock ? " " : " = ")}{Line(value, path.Length == 0 ? key : $"{path}.{key}")}";

    private static string Key(string key, string path) =>
        key.Length > 0 && key.All(HoconCursor.IsKey) ? key
        : HoconCursor.CanBeKey(key) ? $"\"{key}\""
        : throw new InvalidOptionException(path, $"has the key '{key}', which cannot stand in a file: it is empty or has blanks at its ends, quotes, backslashes or line breaks; rename it");

    private static string Text(string text, string path)
    {
        if (text.Length > 0 && text.All(HoconCursor.IsWord) && text != "null" && !text.Contains("//", StringComparison.Ordinal))
        {
            return text;
        }

        StringBuilder quoted = new("\"");
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            _ = c switch
            {
                HoconCursor.End => throw new InvalidOptionException(path, "has a zero byte, which cannot stand in a file; take it out"),
                '"' or '\\' => quoted.Append('\\').Append(c),
                '\n' => quoted.Append("\\n"),
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' || IsLone(text, i) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }

    // Half a character has no form in UTF-8.
    private static bool IsLone(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && (i + 1 == text.Length || !char.IsLowSurrogate(text[i + 1])))
        || (char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1])));
}
