namespace HpoActors.Core.Searchers.Gp;

/// <summary>Which results are looked at where there are more than can be afforded: the best half, and an even selection of the others.</summary>
internal static class Subset
{
    /// <summary>At most <paramref name="most"/> places in rising order.</summary>
    public static int[] Of(ReadOnlySpan<SearchedTrial> results, int most)
    {
        if (results.Length <= most)
        {
            return [.. Enumerable.Range(0, results.Length)];
        }

        double[] values = new double[results.Length];
        int[] places = new int[results.Length];
        for (int i = 0; i < places.Length; i++)
        {
            (values[i], places[i]) = (results[i].Value, i);
        }

        int[] ranked = [.. places.OrderBy(i => values[i]).ThenBy(i => i)];
        int best = most / 2;
        int[] others = [.. ranked.Skip(best).Order()];
        int rest = most - best;
        return [.. ranked.Take(best).Concat(Enumerable.Range(0, rest).Select(i => others[(int)((long)i * others.Length / rest)])).Order()];
    }
}
