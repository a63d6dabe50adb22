using HpoActors.Core.Randomness;

namespace HpoActors.Torch.Lanes;

/// <summary>The order in which an epoch goes through the training images: the same for all trials of an experiment, so that lanes share every mini-batch.</summary>
internal static class EpochOrder
{
    /// <summary>The places <paramref name="start"/> … <paramref name="start"/> + <paramref name="count"/> − 1 in an epoch's order.</summary>
    public static int[] Of(DataOrder order, long seed, int epoch, int start, int count)
    {
        int[] places = [.. Enumerable.Range(start, count)];
        RandomStream.For(seed, "data-order", order == DataOrder.Fixed ? 0 : epoch).Shuffle(places.AsSpan());
        return places;
    }
}
