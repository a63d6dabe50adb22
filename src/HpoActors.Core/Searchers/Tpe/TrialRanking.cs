namespace HpoActors.Core.Searchers.Tpe;

/// <summary>Trials in the order of their results, smallest first; of equal ones the earlier first.</summary>
internal sealed class TrialRanking
{
    private readonly List<(double Value, int Trial)> _ranking = [];

    /// <summary>The number of trials with a result.</summary>
    public int Count => _ranking.Count;

    /// <summary>The trial at a rank, 0 being the best.</summary>
    public int this[int rank] => _ranking[rank].Trial;

    /// <summary>Adds a trial.</summary>
    public void Add(int trial, double value) => _ranking.Insert(~_ranking.BinarySearch((value, trial)), (value, trial));

    /// <summary>Removes a trial with the value with which it was added.</summary>
    public void Remove(int trial, double value) => _ranking.RemoveAt(_ranking.BinarySearch((value, trial)));

    /// <summary>How many of the results are good, at least 1 where there are any.</summary>
    /// <param name="share">The share of the results, rounded up.</param>
    /// <param name="most">No more than this.</param>
    public int GoodCount(double share, int most) => Math.Min((int)Math.Min(Math.Ceiling(share * Count), most), Count);

    /// <summary>
    /// What a good trial counts for by its rank, on average 1: log(good + 1) − log(rank + 1), which falls ever more slowly, as the recombination weights
    /// of evolution strategies do (Hansen and Ostermeier, 2001).
    /// </summary>
    /// <param name="weights">Takes the weights, best first.</param>
    public static void Weigh(Span<double> weights)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Log((weights.Length + 1.0) / (i + 1));
            sum += weights[i];
        }

        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] *= weights.Length / sum;
        }
    }
}
