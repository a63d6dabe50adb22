namespace HpoActors.Torch.Tests.Data;

/// <summary>A body that gives some bytes and then does something else than end.</summary>
internal sealed class BrokenStream(byte[] first, Func<CancellationToken, Task> then) : Stream
{
    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Gives some bytes, then none until the reader gives up.</summary>
    public static BrokenStream Stalling(byte[] first) => new(first, cancel => Task.Delay(Timeout.Infinite, cancel));

    /// <summary>Gives some bytes, then loses the connection.</summary>
    public static BrokenStream Breaking(byte[] first) => new(first, _ => throw new IOException("connection reset"));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position == first.Length)
        {
            await then(cancellationToken);
            return 0;
        }

        int count = Math.Min(buffer.Length, first.Length - _position);
        first.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
