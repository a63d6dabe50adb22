namespace HpoActors.Torch.Data;

/// <summary>
/// SplitMix64 started from a key, so that every image has a stream of its own and the data do not depend on the order
/// or the number of images generated. Kept here rather than taken from elsewhere because the synthetic dataset must stay
/// the same for ever: a change of generator would change the data under people's results.
/// </summary>
internal struct KeyedGenerator(ulong key)
{
    private ulong _state = key;

    public static KeyedGenerator Of(ulong purpose, ulong index)
    {
        // Two rounds separate neighbouring keys; adding them would make streams that overlap.
        KeyedGenerator outer = new(purpose);
        return new KeyedGenerator(outer.Next() ^ new KeyedGenerator(index).Next());
    }

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    public int Between(int low, int high) => low + (int)(((Next() >> 32) * (ulong)(high - low + 1)) >> 32);
}
