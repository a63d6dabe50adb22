using System.Buffers.Binary;
using System.Numerics;

namespace HpoActors.Persistence.Exports.TensorBoard;

/// <summary>
/// A TFRecord file: each record is its length (8 bytes), the length's checksum (4), its bytes, their checksum (4), all little-endian. Checksums are CRC-32C, masked so that
/// data which contains checksums keeps them apart.
/// </summary>
internal sealed class RecordFile(string path) : IDisposable
{
    private readonly FileStream _stream = File.Create(path);

    public void Append(ReadOnlySpan<byte> record)
    {
        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)record.Length);
        _stream.Write(length);
        Checksum(length);
        _stream.Write(record);
        Checksum(record);
    }

    public void Dispose() => _stream.Dispose();

    private void Checksum(ReadOnlySpan<byte> data)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in data)
        {
            crc = BitOperations.Crc32C(crc, value);
        }

        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, BitOperations.RotateRight(~crc, 15) + 0xA282EAD8);
        _stream.Write(bytes);
    }
}
