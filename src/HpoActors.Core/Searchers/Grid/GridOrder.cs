namespace HpoActors.Core.Searchers.Grid;

/// <summary>The order in which a grid is walked.</summary>
public enum GridOrder
{
    /// <summary>From the axes' first values to the last, the last hyperparameter changing fastest.</summary>
    Rising,

    /// <summary>Any point as likely as any other to come next, by the experiment's seed: part of a grid is then spread over all of it.</summary>
    Shuffled,
}
