namespace HpoActors.Devices;

/// <summary>Lists of core numbers: from masks, and for messages.</summary>
internal static class CoreList
{
    /// <summary>The numbers of the set bits, rising.</summary>
    public static IReadOnlyList<int> Of(ReadOnlySpan<ulong> mask)
    {
        List<int> cores = [];
        for (int word = 0; word < mask.Length; word++)
        {
            for (int bit = 0; bit < 64; bit++)
            {
                if ((mask[word] >> bit & 1) != 0)
                {
                    cores.Add((word * 64) + bit);
                }
            }
        }

        return cores;
    }

    /// <summary>Rising numbers as <c>0-3,8</c>, or <c>none</c>.</summary>
    public static string Show(IReadOnlyList<int> cores)
    {
        List<string> runs = [];
        for (int first = 0, i = 1; i <= cores.Count; i++)
        {
            if (i == cores.Count || cores[i] != cores[i - 1] + 1)
            {
                runs.Add(first == i - 1 ? $"{cores[first]}" : $"{cores[first]}-{cores[i - 1]}");
                first = i;
            }
        }

        return runs.Count == 0 ? "none" : string.Join(",", runs);
    }
}
