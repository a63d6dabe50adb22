using System.Globalization;
using System.Text;

namespace HpoActors.Files;

/// <summary>Writes blocks as HOCON that Akka's parser reads without surprises: all quoted, one setting a line.</summary>
internal static class AkkaText
{
    public static string Of(HoconBlock block)
    {
        StringBuilder text = new();
        foreach ((string key, HoconNode value) in block.Entries)
        {
            text.Append('"').Append(key).Append("\" = ");
            Write(text, value);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, HoconNode node)
    {
        switch (node)
        {
            case HoconText leaf:
                WriteText(text, leaf.Value);
                break;
            case HoconList list:
                // An empty list is [] without a blank: Akka reads [ ] as a list of one.
                text.Append('[');
                for (int i = 0; i < list.Items.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Write(text, list.Items[i]);
                }

                text.Append(']');
                break;
            case HoconBlock block:
                text.Append("{\n").Append(Of(block)).Append('}');
                break;
        }
    }

    private static void WriteText(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char c in value)
        {
            _ = c is '"' or '\\' ? text.Append('\\').Append(c)
                : char.IsControl(c) ? text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}")
                : text.Append(c);
        }

        text.Append('"');
    }
}
