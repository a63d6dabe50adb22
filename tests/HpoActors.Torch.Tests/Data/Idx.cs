using System.Buffers.Binary;
using System.IO.Compression;

namespace HpoActors.Torch.Tests.Data;

/// <summary>Hand-made IDX files.</summary>
internal static class Idx
{
    public static byte[] Images(int count, int magic = 2051, int rows = 28, int columns = 28)
    {
        byte[] pixels = new byte[count * 784];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((i * 31) + (i >> 8));
        }

        return [.. Header(magic, count, rows, columns), .. pixels];
    }

    public static byte[] Labels(int count, int magic = 2049) =>
        [.. Header(magic, count), .. Enumerable.Range(0, count).Select(i => (byte)(i % 10))];

    public static byte[] Zip(byte[] plain)
    {
        using MemoryStream zipped = new();
        using (GZipStream stream = new(zipped, CompressionLevel.Fastest))
        {
            stream.Write(plain);
        }

        return zipped.ToArray();
    }

    private static byte[] Header(params int[] numbers)
    {
        byte[] header = new byte[4 * numbers.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4 * i), numbers[i]);
        }

        return header;
    }
}
