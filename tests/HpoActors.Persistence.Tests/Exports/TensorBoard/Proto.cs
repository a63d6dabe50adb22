using System.Text;

namespace HpoActors.Persistence.Tests.Exports.TensorBoard;

/// <summary>A protocol-buffer message, read without knowing its fields' meaning.</summary>
internal sealed class Proto
{
    private readonly List<(int Field, object Value)> _fields = [];

    public Proto(ReadOnlyMemory<byte> bytes)
    {
        int at = 0;
        while (at < bytes.Length)
        {
            ulong tag = Varint();
            _fields.Add(((int)(tag >> 3), (tag & 7) switch
            {
                0 => (long)Varint(),
                1 => BitConverter.ToDouble(Take(8).Span),
                2 => Take((int)Varint()),
                5 => BitConverter.ToSingle(Take(4).Span),
                _ => throw new InvalidDataException($"wire type {tag & 7}"),
            }));
        }

        ulong Varint()
        {
            ulong value = 0;
            for (int shift = 0; ; shift += 7)
            {
                byte next = bytes.Span[at++];
                value |= (ulong)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return value;
                }
            }
        }

        ReadOnlyMemory<byte> Take(int count) => bytes.Slice((at += count) - count, count);
    }

    public bool Has(int field) => _fields.Any(f => f.Field == field);

    public long Long(int field) => Has(field) ? (long)One(field) : 0;

    public double Double(int field) => Has(field) ? (double)One(field) : 0;

    public float Float(int field) => (float)One(field);

    public string Text(int field) => Encoding.UTF8.GetString(((ReadOnlyMemory<byte>)One(field)).Span);

    public Proto Message(int field) => new((ReadOnlyMemory<byte>)One(field));

    public IEnumerable<Proto> Messages(int field) => _fields.Where(f => f.Field == field).Select(f => new Proto((ReadOnlyMemory<byte>)f.Value));

    private object One(int field) => _fields.Single(f => f.Field == field).Value;
}
