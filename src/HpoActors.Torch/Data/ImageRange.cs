namespace HpoActors.Torch.Data;

/// <summary>Neighbouring images of a set, as a view without a copy.</summary>
public sealed class ImageRange
{
    /// <summary>Makes the view.</summary>
    /// <param name="source">The set.</param>
    /// <param name="start">Its first image that belongs to the range, counted from 0.</param>
    /// <param name="count">How many images belong to it.</param>
    /// <exception cref="ArgumentOutOfRangeException">The set has no such images.</exception>
    public ImageRange(ImageSet source, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, source.Count - start);
        Source = source;
        Start = start;
        Count = count;
    }

    /// <summary>The set that the images are in.</summary>
    public ImageSet Source { get; }

    /// <summary>The first image's place in <see cref="Source"/>, counted from 0.</summary>
    public int Start { get; }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>The images' pixels: <see cref="Count"/> × 784 bytes.</summary>
    public ReadOnlySpan<byte> Pixels =>
        Source.Pixels.AsSpan(Start * ImageSet.PixelsPerImage, Count * ImageSet.PixelsPerImage);

    /// <summary>The images' labels: <see cref="Count"/> bytes, each 0 to 9.</summary>
    public ReadOnlySpan<byte> Labels => Source.Labels.AsSpan(Start, Count);

    internal static ImageRange All(ImageSet source) => new(source, 0, source.Count);
}
