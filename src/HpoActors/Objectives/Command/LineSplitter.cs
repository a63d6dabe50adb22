namespace HpoActors.Objectives.Command;

/// <summary>Takes a line without its end; <paramref name="cut"/> says that more belonged to it.</summary>
internal delegate void LineHandler(ReadOnlySpan<byte> line, bool cut);

/// <summary>Splits output into lines, however it arrives. Empty lines are dropped, what is beyond 64 KiB of one is cut, and a carriage return ends a line too.</summary>
internal sealed class LineSplitter(LineHandler handler)
{
    /// <summary>The most bytes of a line.</summary>
    public const int Longest = 1 << 16;

    private byte[] _held = new byte[256];
    private int _length;
    private bool _cut;

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        while (data.IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and int end)
        {
            if (_length == 0 && end <= Longest)
            {
                if (end > 0)
                {
                    handler(data[..end], false);
                }
            }
            else
            {
                Hold(data[..end]);
                Finish();
            }

            data = data[(end + 1)..];
        }

        Hold(data);
    }

    /// <summary>Hands out the last line where it has no end.</summary>
    public void Finish()
    {
        if (_length > 0)
        {
            handler(_held.AsSpan(0, _length), _cut);
        }

        _length = 0;
        _cut = false;
    }

    private void Hold(ReadOnlySpan<byte> data)
    {
        int room = Longest - _length;
        if (data.Length > room)
        {
            data = data[..room];
            _cut = true;
        }

        if (_length + data.Length > _held.Length)
        {
            Array.Resize(ref _held, Math.Min(Longest, Math.Max(2 * _held.Length, _length + data.Length)));
        }

        data.CopyTo(_held.AsSpan(_length));
        _length += data.Length;
    }
}
