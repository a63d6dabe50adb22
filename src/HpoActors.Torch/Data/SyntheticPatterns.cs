namespace HpoActors.Torch.Data;

/// <summary>The patterns that the images of <see cref="SyntheticFashion"/> show: smooth hills and dents on a dark ground.</summary>
internal static class SyntheticPatterns
{
    /// <summary>Rows, and columns, of a pattern: twice those of an image, and a margin for moving and stretching.</summary>
    public const int Side = 64;

    /// <summary>Patterns of a class; more than one, so that a class is no single template.</summary>
    public const int Variants = 2;

    private const ulong Purpose = 1;
    private const ulong FirstPattern = 100;
    private const int FamilyBlobs = 7;
    private const int FamilyPeak = 150;
    private const int DetailBlobs = 4;
    private const int DetailPeak = 90;
    private const int Margin = 14;

    /// <summary>The family of each class: families differ at a glance, the classes of a family only in detail.</summary>
    private static ReadOnlySpan<byte> Families => [0, 1, 0, 2, 0, 1, 0, 1, 2, 2];

    /// <summary>Draws all patterns, those of class 0 first; <see cref="Side"/> × <see cref="Side"/> bytes each.</summary>
    public static byte[][] Draw()
    {
        int[][] families = new int[3][];
        for (int family = 0; family < families.Length; family++)
        {
            KeyedGenerator random = KeyedGenerator.Of(Purpose, (ulong)family);
            families[family] = new int[Side * Side];
            AddBlobs(families[family], ref random, FamilyBlobs, FamilyPeak);
        }

        byte[][] patterns = new byte[ImageSet.Classes * Variants][];
        for (int pattern = 0; pattern < patterns.Length; pattern++)
        {
            KeyedGenerator random = KeyedGenerator.Of(Purpose, FirstPattern + (ulong)pattern);
            int[] canvas = (int[])families[Families[pattern / Variants]].Clone();
            AddBlobs(canvas, ref random, DetailBlobs, DetailPeak);
            AddBlobs(canvas, ref random, DetailBlobs, -DetailPeak);
            patterns[pattern] = Array.ConvertAll(canvas, value => (byte)Math.Clamp(value, 0, 255));
        }

        return patterns;
    }

    /// <summary>Adds round hills (with a negative peak, dents) at random places.</summary>
    private static void AddBlobs(int[] canvas, ref KeyedGenerator random, int count, int peak)
    {
        for (int blob = 0; blob < count; blob++)
        {
            int row = random.Between(Margin, Side - 1 - Margin);
            int column = random.Between(Margin, Side - 1 - Margin);
            int radius = random.Between(7, 15);
            int square = radius * radius;

            // Margin and radius are such that a blob may reach over the edge by a pixel.
            for (int y = Math.Max(0, row - radius); y <= Math.Min(Side - 1, row + radius); y++)
            {
                for (int x = Math.Max(0, column - radius); x <= Math.Min(Side - 1, column + radius); x++)
                {
                    int height = square - ((y - row) * (y - row)) - ((x - column) * (x - column));
                    if (height > 0)
                    {
                        canvas[(y * Side) + x] += peak * height / square;
                    }
                }
            }
        }
    }
}
