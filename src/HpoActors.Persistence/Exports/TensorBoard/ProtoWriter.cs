using System.Buffers.Binary;
using System.Text;

namespace HpoActors.Persistence.Exports.TensorBoard;

/// <summary>Protocol-buffer messages, field by field. Fields with their default value are left out, as protocol version 3 has it, unless said otherwise.</summary>
internal sealed class ProtoWriter
{
    private readonly MemoryStream _bytes = new();

    /// <summary>A message.</summary>
    public static byte[] Message(Action<ProtoWriter> write)
    {
        ProtoWriter writer = new();
        write(writer);
        return writer._bytes.ToArray();
    }

    public ProtoWriter Varint(int field, long value)
    {
        if (value != 0)
        {
            Tag(field, 0);
            Varint((ulong)value);
        }

        return this;
    }

    /// <param name="field">The field's number.</param>
    /// <param name="value">The number.</param>
    /// <param name="always">Whether 0 is written too: a choice's field says by its presence which one it is.</param>
    public ProtoWriter Double(int field, double value, bool always = false)
    {
        if (always || BitConverter.DoubleToInt64Bits(value) != 0)
        {
            Tag(field, 1);
            Span<byte> bytes = stackalloc byte[sizeof(double)];
            BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
            _bytes.Write(bytes);
        }

        return this;
    }

    /// <summary>Written even where it is 0.</summary>
    public ProtoWriter Float(int field, float value)
    {
        Tag(field, 5);
        Span<byte> bytes = stackalloc byte[sizeof(float)];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>Written even where it is false.</summary>
    public ProtoWriter Bool(int field, bool value)
    {
        Tag(field, 0);
        Varint(value ? 1UL : 0);
        return this;
    }

    /// <summary>Written even where it is empty.</summary>
    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A message within; written even where it is empty.</summary>
    public ProtoWriter Message(int field, Action<ProtoWriter> write) => Bytes(field, Message(write));

    /// <summary>Written even where there are none.</summary>
    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2);
        Varint((ulong)value.Length);
        _bytes.Write(value);
        return this;
    }

    private void Tag(int field, int wireType) => Varint((ulong)((field << 3) | wireType));

    private void Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        _bytes.WriteByte((byte)value);
    }
}
