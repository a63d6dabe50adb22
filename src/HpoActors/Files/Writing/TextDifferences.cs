namespace HpoActors.Files.Writing;

/// <summary>What differs between two blocks, one line a key.</summary>
internal static class TextDifferences
{
    private const int Longest = 120;

    public static IReadOnlyList<string> Between(HoconBlock before, HoconBlock now)
    {
        List<string> lines = [];
        Compare(before, now, "", lines);
        return lines;
    }

    private static void Compare(HoconBlock before, HoconBlock now, string path, List<string> lines)
    {
        foreach ((string key, HoconNode value) in now.Entries)
        {
            string inner = path.Length == 0 ? key : $"{path}.{key}";
            if (before.Entries.TryGetValue(key, out HoconNode? was))
            {
                Compare(was, value, inner, lines);
            }
            else
            {
                lines.Add($"{inner}: {Show(value)}, is new");
            }
        }

        foreach ((string key, HoconNode was) in before.Entries.Where(entry => !now.Entries.ContainsKey(entry.Key)))
        {
            lines.Add($"{(path.Length == 0 ? key : $"{path}.{key}")}: is gone, was {Show(was)}");
        }

        // The order of hyperparameters is that of random draws; that of other keys says nothing.
        if (path == "space" && before.Entries.Keys.ToHashSet().SetEquals(now.Entries.Keys) && !before.Entries.Keys.SequenceEqual(now.Entries.Keys))
        {
            lines.Add($"{path}: in the order {Names(now)}, was {Names(before)}");
        }
    }

    private static void Compare(HoconNode before, HoconNode now, string path, List<string> lines)
    {
        switch (before, now)
        {
            case (HoconBlock was, HoconBlock block):
                Compare(was, block, path, lines);
                break;
            case (HoconList was, HoconList list) when was.Items.Count == list.Items.Count && list.Items.Any(item => item is HoconBlock):
                for (int i = 0; i < list.Items.Count; i++)
                {
                    Compare(was.Items[i], list.Items[i], $"{path}[{i}]", lines);
                }

                break;
            default:
                if (HoconWriter.Line(before) != HoconWriter.Line(now))
                {
                    lines.Add($"{path}: {Show(now)}, was {Show(before)}");
                }

                break;
        }
    }

    // A list of blocks that became longer is told by its length.
    private static string Show(HoconNode node)
    {
        string text = node is HoconList list && list.Items.Any(item => item is HoconBlock) ? $"a list of {list.Items.Count}" : HoconWriter.Line(node);
        return text.Length <= Longest ? text : $"{text[..Longest]}…";
    }

    private static string Names(HoconBlock block) => string.Join(", ", block.Entries.Keys.Where(key => key != SpaceReader.Forbid));
}
