namespace HpoActors.Torch.Lanes;

/// <summary>In which order a trial sees the training images; the same for all trials of an experiment.</summary>
internal enum DataOrder
{
    /// <summary><c>shuffled</c>: a new order each epoch, keyed by the experiment's seed and the epoch.</summary>
    Shuffled,

    /// <summary><c>fixed</c>: one order for all epochs, keyed by the seed alone, so that lanes of any age share a pass.</summary>
    Fixed,
}
