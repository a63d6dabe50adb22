namespace HpoActors.Core;

/// <summary>Finds the word that was probably meant.</summary>
public static class Nearest
{
    /// <summary><c>; did you mean 'x'?</c> where a candidate is near, else nothing.</summary>
    public static string Hint(string? written, IEnumerable<string> candidates) =>
        written is not null && Of(written, candidates) is { } near ? $"; did you mean '{near}'?" : "";

    /// <summary>The candidate with the fewest edits (at most a third of the word's length, and 3), or null.</summary>
    public static string? Of(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        string? best = null;
        int fewest = Math.Min(3, Math.Max(1, written.Length / 3)) + 1;
        foreach (string candidate in candidates)
        {
            int edits = Edits(written.ToLowerInvariant().Replace('_', '-'), candidate.ToLowerInvariant().Replace('_', '-'));
            if (edits < fewest)
            {
                fewest = edits;
                best = candidate;
            }
        }

        return best;
    }

    // Optimal string alignment: insertions, deletions, replacements and swapped neighbours.
    private static int Edits(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++)
        {
            for (int j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    d[i, j] = i + j;
                    continue;
                }

                int change = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
