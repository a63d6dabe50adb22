namespace HpoActors.Torch.Lanes;

/// <summary>What the lanes of a session have in common.</summary>
/// <param name="Shape">The layers.</param>
/// <param name="BatchSize">Images in a mini-batch.</param>
/// <param name="HasMomentum">Whether they keep a velocity.</param>
/// <param name="Order">The order of the data.</param>
internal sealed record LanePlan(NetworkShape Shape, int BatchSize, bool HasMomentum, DataOrder Order)
{
    // Weights (and velocity) twice, between the passes and in one; a hidden unit's output, its error, its mask and the next layer's input; scores and probabilities of the kept mini-batches.
    public long BytesPerLane => sizeof(float) * (
        Enumerable.Range(0, Shape.Layers).Sum(layer => (long)Shape.Rows(layer) * Shape.Columns(layer)) * (HasMomentum ? 4 : 2)
        + (Shape.Hidden.Sum(units => 4L * units) * BatchSize)
        + (2L * ImageTensors.Classes * Math.Max(LaneSession.Gathered, BatchSize)));
}
