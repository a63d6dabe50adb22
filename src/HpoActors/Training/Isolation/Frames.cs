using System.Buffers.Binary;
using System.Text.Json;
using HpoActors.Protocol.Serialization;

namespace HpoActors.Training.Isolation;

/// <summary>
/// Messages over a pipe, each a frame: its kind (one byte), the lengths of its JSON and of the bytes behind it (four bytes each, little-endian), the JSON, the bytes.
/// Any thread may write; one reads.
/// </summary>
internal sealed class Frames(Stream input, Stream output)
{
    private const int HeaderLength = 9;

    // Only a specification is long, and one with a hundred thousand known results has not a tenth of it.
    private const int LongestJson = 256 << 20;

    // A frame up to this length is written at once.
    private const int ShortBlob = 64 << 10;

    private static readonly PipeJson Json = new(WireConverters.Options(null));

    // The place is the kind: add at the end.
    private static readonly Type[] Kinds =
    [
        typeof(IsolationProtocol.Ready), typeof(IsolationProtocol.Begin), typeof(IsolationProtocol.Open), typeof(IsolationProtocol.Run), typeof(IsolationProtocol.Judge),
        typeof(IsolationProtocol.Leave), typeof(IsolationProtocol.Cancel), typeof(IsolationProtocol.Measure), typeof(IsolationProtocol.Close), typeof(IsolationProtocol.At),
        typeof(IsolationProtocol.Started), typeof(IsolationProtocol.Waits), typeof(IsolationProtocol.Reported), typeof(IsolationProtocol.Ended), typeof(IsolationProtocol.News),
        typeof(ExecutorProtocol.SessionLimit), typeof(ExecutorProtocol.Tested), typeof(ExecutorProtocol.NotPinned), typeof(ExecutorProtocol.NotClosed),
    ];

    private readonly Lock _writing = new();
    private readonly byte[] _header = new byte[HeaderLength];

    /// <summary>Writes a message.</summary>
    /// <exception cref="IOException">Nobody reads any more.</exception>
    public void Write(object message, ReadOnlyMemory<byte> blob = default)
    {
        int kind = Array.IndexOf(Kinds, message.GetType());
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(message, Json.Options.GetTypeInfo(message.GetType()));
        byte[] frame = new byte[HeaderLength + json.Length + (blob.Length <= ShortBlob ? blob.Length : 0)];
        frame[0] = checked((byte)kind);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(1), json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame.AsSpan(5), blob.Length);
        json.CopyTo(frame, HeaderLength);
        lock (_writing)
        {
            if (blob.Length <= ShortBlob)
            {
                blob.Span.CopyTo(frame.AsSpan(HeaderLength + json.Length));
                output.Write(frame);
            }
            else
            {
                output.Write(frame);
                output.Write(blob.Span);
            }

            output.Flush();
        }
    }

    /// <summary>Waits for the next message; null where the other side is gone, in the middle of a message too.</summary>
    /// <exception cref="InvalidDataException">The other side says what is no message.</exception>
    public (object Message, ReadOnlyMemory<byte> Blob)? Read()
    {
        if (!Fill(_header))
        {
            return null;
        }

        int kind = _header[0];
        int length = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(1));
        int blobLength = BinaryPrimitives.ReadInt32LittleEndian(_header.AsSpan(5));
        if (kind >= Kinds.Length || length is < 2 or > LongestJson || blobLength < 0)
        {
            throw new InvalidDataException("it says what is no message of a trainer's process");
        }

        byte[] json = new byte[length];
        if (!Fill(json))
        {
            return null;
        }

        byte[] blob = blobLength == 0 ? [] : new byte[blobLength];
        if (!Fill(blob))
        {
            return null;
        }

        try
        {
            return (JsonSerializer.Deserialize(json, Json.Options.GetTypeInfo(Kinds[kind]))!, blob);
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"it says what is no message of a trainer's process: {exception.Message.ReplaceLineEndings(" ")}", exception);
        }
    }

    private bool Fill(byte[] bytes)
    {
        try
        {
            return input.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
