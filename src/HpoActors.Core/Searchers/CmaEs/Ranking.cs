namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>Hands out a generation's weights by rank.</summary>
internal static class Ranking
{
    /// <summary>Gives each value the weight of its rank, small values first; equal values share the mean of theirs, so that the order of arrival decides nothing.</summary>
    /// <param name="values">The values, positive infinity for a failure.</param>
    /// <param name="weights">The weights, one for each rank.</param>
    /// <param name="given">Takes the weight of each value.</param>
    public static void Assign(ReadOnlySpan<double> values, ReadOnlySpan<double> weights, Span<double> given)
    {
        int[] order = new int[values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        double[] sorted = values.ToArray();
        Array.Sort(sorted, order);
        for (int first = 0; first < order.Length;)
        {
            int end = first;
            double sum = 0;
            while (end < order.Length && sorted[end] == sorted[first])
            {
                sum += weights[end++];
            }

            for (int rank = first; rank < end; rank++)
            {
                given[order[rank]] = sum / (end - first);
            }

            first = end;
        }
    }
}
