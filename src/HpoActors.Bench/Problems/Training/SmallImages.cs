using HpoActors.Torch.Data;

namespace HpoActors.Bench.Problems.Training;

/// <summary>
/// Few images, small: 1 000 to train and 1 000 to validate, each 14 × 14 pixels, the means of four. So little that a network trains in milliseconds, and so
/// real that its hyperparameters matter as in large.
/// </summary>
internal sealed class SmallImages
{
    public const int Classes = ImageSet.Classes;

    /// <summary>Pixels of an image.</summary>
    public const int Pixels = Side * Side;

    private const int Side = ImageSet.Side / 2;
    private const int Count = 1000;

    private static readonly Lazy<SmallImages> Loaded = new(Load);

    private SmallImages(ImageSet images, string source)
    {
        Source = source;
        Training = Taken(images, 0);
        Validation = Taken(images, Count);
    }

    /// <summary>The images, loaded at their first use: Fashion-MNIST where it is on this machine, else the generated ones.</summary>
    public static SmallImages Shared => Loaded.Value;

    /// <summary>The dataset's name.</summary>
    public string Source { get; }

    public (float[] Pixels, byte[] Labels) Training { get; }

    public (float[] Pixels, byte[] Labels) Validation { get; }

    private static SmallImages Load()
    {
        DatasetRequest request = FashionMnist.Find() is { } directory ? new DatasetRequest { DataDir = directory } : new DatasetRequest { Name = "synthetic" };
        ImageDataset dataset = ImageDatasets.Load(request).Dataset;
        return new SmallImages(dataset.Train, dataset.Name);
    }

    private static (float[] Pixels, byte[] Labels) Taken(ImageSet images, int first)
    {
        float[] pixels = new float[Count * Pixels];
        for (int image = 0; image < Count; image++)
        {
            ReadOnlySpan<byte> large = images.Pixels.AsSpan((first + image) * ImageSet.PixelsPerImage, ImageSet.PixelsPerImage);
            for (int i = 0; i < Pixels; i++)
            {
                int corner = (2 * (i / Side) * ImageSet.Side) + (2 * (i % Side));
                int sum = large[corner] + large[corner + 1] + large[corner + ImageSet.Side] + large[corner + ImageSet.Side + 1];
                pixels[(image * Pixels) + i] = sum / (4 * 255f);
            }
        }

        return (pixels, images.Labels.AsSpan(first, Count).ToArray());
    }
}
