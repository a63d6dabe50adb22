using System.Buffers.Binary;
using System.Text;

namespace HpoActors.Torch.Native;

/// <summary>
/// A 64-bit little-endian ELF shared library in memory, read through its program headers and dynamic table as the loader reads it,
/// so that a stripped file (no section headers) is understood too. Every read is bounds-checked.
/// </summary>
internal readonly ref struct ElfImage
{
    private const int DynamicEntrySize = 16;
    private const uint SegmentLoad = 1;
    private const uint SegmentDynamic = 2;

    private readonly Span<byte> _bytes;
    private readonly ulong _segments;
    private readonly int _segmentSize;
    private readonly int _segmentCount;

    /// <summary>Reads the file header and sees that the file is whole.</summary>
    /// <param name="bytes">The whole file; <see cref="WriteUInt16"/> changes it in place.</param>
    /// <exception cref="InvalidDataException">The bytes are not a 64-bit little-endian ELF shared library, or not all of it.</exception>
    public ElfImage(Span<byte> bytes)
    {
        ReadOnlySpan<byte> sharedLibrary64LittleEndian = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1];
        _bytes = bytes;
        if (!bytes.StartsWith(sharedLibrary64LittleEndian) || UInt16(16) != 3)
        {
            throw new InvalidDataException("not a 64-bit little-endian ELF shared library");
        }

        _segments = UInt64(32);
        _segmentSize = UInt16(54);
        _segmentCount = UInt16(56);
        RequireWhole();
    }

    /// <summary>The value of an entry of the dynamic table, or null where the library has no such entry.</summary>
    /// <param name="tag">The entry's DT_ number.</param>
    /// <exception cref="InvalidDataException">The file is cut short or has no dynamic table.</exception>
    public ulong? Dynamic(ulong tag)
    {
        for (int i = 0; i < _segmentCount; i++)
        {
            ulong segment = Segment(i);
            if (UInt32(segment) == SegmentDynamic)
            {
                return Dynamic(tag, UInt64(segment + 8), UInt64(segment + 32));
            }
        }

        throw new InvalidDataException("the ELF file has no dynamic table");
    }

    /// <summary>As <see cref="Dynamic(ulong)"/>, for a table entry that holds an address: its offset in the file.</summary>
    /// <param name="tag">The entry's DT_ number.</param>
    /// <exception cref="InvalidDataException">The file is cut short, or no segment of it holds the address.</exception>
    public ulong? DynamicOffset(ulong tag)
    {
        if (Dynamic(tag) is not { } address)
        {
            return null;
        }

        for (int i = 0; i < _segmentCount; i++)
        {
            ulong segment = Segment(i);
            ulong start = UInt64(segment + 16);
            if (UInt32(segment) == SegmentLoad && address >= start && address - start < UInt64(segment + 32))
            {
                return Add(UInt64(segment + 8), address - start);
            }
        }

        throw new InvalidDataException($"no segment of the ELF file holds the address 0x{address:x}");
    }

    /// <summary>Reads 2 bytes.</summary>
    /// <param name="offset">Where in the file, in bytes.</param>
    /// <exception cref="InvalidDataException">The file is cut short.</exception>
    public ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, sizeof(ushort)));

    /// <inheritdoc cref="UInt16"/>
    /// <summary>Reads 4 bytes.</summary>
    public uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, sizeof(uint)));

    /// <inheritdoc cref="UInt16"/>
    /// <summary>Reads 8 bytes.</summary>
    public ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, sizeof(ulong)));

    /// <inheritdoc cref="UInt16"/>
    /// <summary>Whether the zero-terminated string at an offset is the given one.</summary>
    public bool StringIs(ulong offset, string ascii)
    {
        // The terminator belongs to the comparison: GLIBCXX_3.4.3 is not GLIBCXX_3.4.32.
        int length = ascii.Length + 1;
        return offset + (ulong)length <= (ulong)_bytes.Length && Slice(offset, length).SequenceEqual(Encoding.ASCII.GetBytes(ascii + '\0'));
    }

    /// <inheritdoc cref="UInt16"/>
    /// <summary>Overwrites 2 bytes.</summary>
    public void WriteUInt16(ulong offset, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Slice(offset, sizeof(ushort)), value);

    /// <summary>A sum of offsets read from the file, which a damaged file can make overflow.</summary>
    /// <exception cref="InvalidDataException">The sum overflows.</exception>
    public static ulong Add(ulong left, ulong right)
    {
        ulong sum = unchecked(left + right);
        return sum >= left ? sum : throw CutShort(left);
    }

    // The loader maps the segments unchecked: a file without their ends would take the process down (SIGBUS).
    private void RequireWhole()
    {
        for (int i = 0; i < _segmentCount; i++)
        {
            ulong segment = Segment(i);
            ulong end = Add(UInt64(segment + 8), UInt64(segment + 32));
            if (UInt32(segment) == SegmentLoad && end > (ulong)_bytes.Length)
            {
                throw CutShort((ulong)_bytes.Length);
            }
        }
    }

    private static InvalidDataException CutShort(ulong offset) => new($"the ELF file is damaged or cut short at offset 0x{offset:x}");

    private ulong? Dynamic(ulong tag, ulong table, ulong size)
    {
        for (ulong at = 0; at < size; at += DynamicEntrySize)
        {
            ulong entry = Add(table, at);
            ulong found = UInt64(entry);
            if (found == tag)
            {
                return UInt64(entry + 8);
            }

            if (found == 0)
            {
                break;
            }
        }

        return null;
    }

    private ulong Segment(int index) => Add(_segments, (ulong)index * (ulong)_segmentSize);

    private Span<byte> Slice(ulong offset, int length)
    {
        ulong size = (ulong)_bytes.Length;
        return offset <= size && (ulong)length <= size - offset ? _bytes.Slice((int)offset, length) : throw CutShort(offset);
    }
}
