namespace HpoActors.Torch.Data;

/// <summary>Labelled grey-scale images of 28 × 28 pixels in 10 classes, as plain bytes.</summary>
/// <remarks>The arrays are shared by everything in the process that uses the dataset: read them, do not write to them.</remarks>
public sealed class ImageSet
{
    /// <summary>Rows, and columns, of an image: 28.</summary>
    public const int Side = 28;

    /// <summary>Pixels of an image: 784.</summary>
    public const int PixelsPerImage = Side * Side;

    /// <summary>Number of classes: 10; labels are 0 to 9.</summary>
    public const int Classes = 10;

    /// <summary>Wraps the arrays without a copy.</summary>
    /// <param name="pixels">Count × 784 bytes, image after image, each row after row; 0 is black, 255 white.</param>
    /// <param name="labels">Count bytes, each 0 to 9.</param>
    /// <exception cref="ArgumentException">The lengths do not belong together.</exception>
    public ImageSet(byte[] pixels, byte[] labels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.Length != labels.Length * PixelsPerImage)
        {
            throw new ArgumentException(
                $"{labels.Length} labels need {labels.Length} × {PixelsPerImage} pixels, but there are {pixels.Length}.", nameof(pixels));
        }

        Pixels = pixels;
        Labels = labels;
    }

    /// <summary>Number of images.</summary>
    public int Count => Labels.Length;

    /// <summary>All pixels: <see cref="Count"/> × 784 bytes, image after image, each row after row; 0 is black, 255 white.</summary>
    public byte[] Pixels { get; }

    /// <summary>All labels: <see cref="Count"/> bytes, each 0 to 9.</summary>
    public byte[] Labels { get; }
}
