namespace HpoActors.Bench.Cost;

/// <summary>What a searcher costs at a number of results.</summary>
/// <param name="Searcher">Whose.</param>
/// <param name="Results">How many results it knows.</param>
/// <param name="AskMedian">Seconds of a proposal right after a new result, the median.</param>
/// <param name="AskMean">The mean: dearer where some proposals do the work for others.</param>
/// <param name="ObserveMean">Seconds to take notice of a trial, its proposal and its end, averaged over all trials so far; null where it is not told apart.</param>
/// <param name="Bytes">The memory of a result, its configuration with it; null where it is not measured.</param>
internal sealed record AskCost(string Searcher, int Results, double AskMedian, double AskMean, double? ObserveMean, double? Bytes);
