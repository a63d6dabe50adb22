using System.Buffers.Binary;
using System.IO.Compression;

namespace HpoActors.Torch.Data;

/// <summary>
/// Reads IDX files, gzipped (name ends in <c>.gz</c>) or not: a magic number, the dimensions, the bytes. Strict: whatever
/// is not exactly as it should be is an error that names the file.
/// </summary>
internal static class IdxReader
{
    private const int ImagesMagic = 2051;
    private const int LabelsMagic = 2049;
    private const string Remedy = "replace it by an intact copy (`hpo data get fashion-mnist` downloads one)";

    public static bool IsZipped(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads images.</summary>
    /// <param name="path">The file's path: decides whether to unzip, and names the file in errors.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="count">The number of images that the file must hold.</param>
    /// <returns>count × 784 bytes.</returns>
    /// <exception cref="DatasetException">The file is not exactly that.</exception>
    public static byte[] ReadImages(string path, byte[] content, int count) =>
        Read(path, content, "images", ImagesMagic, [count, ImageSet.Side, ImageSet.Side]);

    /// <summary>Reads labels.</summary>
    /// <param name="path">The file's path: decides whether to unzip, and names the file in errors.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="count">The number of labels that the file must hold.</param>
    /// <returns>count bytes, each 0 to 9.</returns>
    /// <exception cref="DatasetException">The file is not exactly that.</exception>
    public static byte[] ReadLabels(string path, byte[] content, int count)
    {
        byte[] labels = Read(path, content, "labels", LabelsMagic, [count]);
        int bad = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(ImageSet.Classes - 1));
        return bad < 0 ? labels : throw Bad(path, $"label {labels[bad]} at position {bad} is not one of 0 to {ImageSet.Classes - 1}");
    }

    private static byte[] Read(string path, byte[] content, string what, int magic, ReadOnlySpan<int> dimensions)
    {
        using MemoryStream raw = new(content, writable: false);
        if (!IsZipped(path))
        {
            return ReadPlain(path, raw, what, magic, dimensions);
        }

        if (content is not [0x1f, 0x8b, ..])
        {
            throw Bad(path, "it is not gzipped, although its name says so (if it was unzipped, take the .gz off its name)");
        }

        try
        {
            using GZipStream unzipped = new(raw, CompressionMode.Decompress);
            byte[] data = ReadPlain(path, unzipped, what, magic, dimensions);

            // The stream takes a missing end, or bytes after the end, for a good end. The last four bytes, the length
            // of what was zipped, tell.
            int length = sizeof(int) + (sizeof(int) * dimensions.Length) + data.Length;
            return BinaryPrimitives.ReadInt32LittleEndian(content.AsSpan(content.Length - sizeof(int))) == length
                ? data
                : throw Bad(path, "its gzip data are truncated or have bytes after their end");
        }
        catch (InvalidDataException error)
        {
            throw Bad(path, $"its gzip data are corrupt ({OneLine.Of(error)})", error);
        }
    }

    private static byte[] ReadPlain(string path, Stream stream, string what, int magic, ReadOnlySpan<int> dimensions)
    {
        int found = ReadInt32(path, stream);
        if (found != magic)
        {
            throw Bad(path, $"it is no IDX file of {what}: its magic number is {found}, should be {magic}");
        }

        int size = 1;
        for (int i = 0; i < dimensions.Length; i++)
        {
            found = ReadInt32(path, stream);
            if (found != dimensions[i])
            {
                string dimension = i switch { 0 => $"number of {what}", 1 => "number of rows", _ => "number of columns" };
                throw Bad(path, $"its {dimension} is {found}, should be {dimensions[i]}");
            }

            size = checked(size * found);
        }

        byte[] data = new byte[size];
        int read = stream.ReadAtLeast(data, size, throwOnEndOfStream: false);
        if (read < size)
        {
            throw Bad(path, $"it is truncated: {read} of {size} bytes of {what}");
        }

        return stream.ReadByte() < 0 ? data : throw Bad(path, $"it has bytes after its {dimensions[0]} {what}");
    }

    private static int ReadInt32(string path, Stream stream)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        return stream.ReadAtLeast(bytes, sizeof(int), throwOnEndOfStream: false) == sizeof(int)
            ? BinaryPrimitives.ReadInt32BigEndian(bytes)
            : throw Bad(path, "it is truncated: its header is incomplete");
    }

    private static DatasetException Bad(string path, string what, Exception? cause = null) =>
        new($"{path} cannot be used: {what}; {Remedy}.", cause);
}
