namespace HpoActors.Torch.Data;

/// <summary>
/// A generated dataset in the shape of Fashion-MNIST (60 000 + 10 000 images of 28 × 28 bytes, 10 balanced classes) for
/// machines that cannot have the real one. It is used only where an experiment says <c>fallback = synthetic</c>.
/// </summary>
/// <remarks>
/// Each image is a pattern of its class, moved, stretched, brightened or dimmed, mixed with another class's pattern and
/// made noisy. So a linear model reaches an error of about 0.2 with a good learning rate and does clearly worse with a
/// bad one. All arithmetic is on whole numbers: every machine generates the same bytes.
/// </remarks>
internal static class SyntheticFashion
{
    /// <summary>What the dataset is called in results and as a fallback.</summary>
    public const string Name = "synthetic";

    private const ulong TrainPurpose = 2;
    private const ulong TestPurpose = 3;

    // Fractions are of 256.
    private const int MostMix = 140;
    private const int LeastGain = 130;
    private const int MostGain = 300;
    private const int MostStretch = 26;
    private const int MostMove = 4;

    /// <summary>Generates the whole dataset, always the same bytes.</summary>
    public static ImageDataset Generate() => Generate(60_000, 10_000);

    /// <summary>Generates the first images of each set; they are the same as in the whole dataset.</summary>
    public static ImageDataset Generate(int train, int test)
    {
        byte[][] patterns = SyntheticPatterns.Draw();
        return new ImageDataset(Name, GenerateSet(patterns, TrainPurpose, train), GenerateSet(patterns, TestPurpose, test));
    }

    private static ImageSet GenerateSet(byte[][] patterns, ulong purpose, int count)
    {
        byte[] pixels = new byte[count * ImageSet.PixelsPerImage];
        byte[] labels = new byte[count];
        for (int index = 0; index < count; index++)
        {
            labels[index] = (byte)(index % ImageSet.Classes);
            KeyedGenerator random = KeyedGenerator.Of(purpose, (ulong)index);
            Span<byte> image = pixels.AsSpan(index * ImageSet.PixelsPerImage, ImageSet.PixelsPerImage);
            DrawImage(patterns, labels[index], image, ref random);
        }

        return new ImageSet(pixels, labels);
    }

    private static void DrawImage(byte[][] patterns, int label, Span<byte> image, ref KeyedGenerator random)
    {
        int variant = random.Between(0, SyntheticPatterns.Variants - 1);
        ReadOnlySpan<byte> own = patterns[(label * SyntheticPatterns.Variants) + variant];
        ReadOnlySpan<byte> other = patterns[random.Between(0, patterns.Length - 1)];

        // Beyond 128 the other class shows more than the own one: the part of the error that no model can avoid.
        int mix = random.Between(0, MostMix);
        int gain = random.Between(LeastGain, MostGain);

        Span<int> columns = stackalloc int[ImageSet.Side];
        Span<int> rows = stackalloc int[ImageSet.Side];
        Place(columns, ref random);
        Place(rows, ref random);

        int pixel = 0;
        foreach (int row in rows)
        {
            ReadOnlySpan<byte> ownRow = own.Slice(row * SyntheticPatterns.Side, SyntheticPatterns.Side);
            ReadOnlySpan<byte> otherRow = other.Slice(row * SyntheticPatterns.Side, SyntheticPatterns.Side);
            ulong noise = 0;
            for (int x = 0; x < columns.Length; x++, pixel++)
            {
                // One draw serves four pixels with two bytes each; their difference is a triangular noise around 0.
                noise = x % 4 == 0 ? random.Next() : noise >> 16;
                int column = columns[x];
                int value = (((ownRow[column] * (256 - mix)) + (otherRow[column] * mix)) * gain) >> 16;
                value += ((int)(noise & 255) - (int)((noise >> 8) & 255)) >> 2;
                image[pixel] = (byte)Math.Clamp(value, 0, 255);
            }
        }
    }

    /// <summary>The rows (or columns) of a pattern that an image's 28 rows show, moved and stretched at random.</summary>
    private static void Place(Span<int> places, ref KeyedGenerator random)
    {
        int middle = (SyntheticPatterns.Side / 2) + random.Between(-MostMove, MostMove);
        int stretch = random.Between(256 - MostStretch, 256 + MostStretch);
        for (int i = 0; i < places.Length; i++)
        {
            int place = middle + ((((2 * i) - ImageSet.Side + 1) * stretch) >> 8);
            places[i] = Math.Clamp(place, 0, SyntheticPatterns.Side - 1);
        }
    }
}
