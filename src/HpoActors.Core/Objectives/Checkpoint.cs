namespace HpoActors.Core.Objectives;

/// <summary>What an objective needs to go on with a trial, or to use the trained model: opaque bytes with a name for their format.</summary>
public class Checkpoint
{
    private readonly ReadOnlyMemory<byte> _content;

    /// <summary>A checkpoint in memory.</summary>
    /// <param name="format">The objective's own name and version of the format, such as <c>softmax/1</c>.</param>
    /// <param name="content">The bytes, which nobody changes any more.</param>
    public Checkpoint(string format, ReadOnlyMemory<byte> content)
        : this(format)
    {
        _content = content;
    }

    /// <summary>A checkpoint whose bytes are kept elsewhere.</summary>
    protected Checkpoint(string format)
    {
        Format = format ?? throw new ArgumentNullException(nameof(format));
    }

    /// <summary>The name of the format.</summary>
    public string Format { get; }

    /// <summary>The bytes. One that is kept in a file is read each time: ask once, from a thread that may wait.</summary>
    /// <exception cref="IOException">They are gone or cannot be read.</exception>
    public virtual ReadOnlyMemory<byte> Content => _content;
}
