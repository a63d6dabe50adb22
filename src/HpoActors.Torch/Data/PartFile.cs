using System.Security.Cryptography;

namespace HpoActors.Torch.Data;

/// <summary>The <c>.part</c> file that a download grows in until it is whole and gets its real name.</summary>
internal sealed class PartFile : IDisposable
{
    private readonly string _target;
    private readonly string _path;
    private FileStream? _stream;

    /// <summary>Goes on with the part that an earlier download of the file left, if there is one.</summary>
    /// <param name="target">The path that the whole file will have.</param>
    public PartFile(string target)
    {
        _target = target;
        _path = target + ".part";
        Length = Storage.Try(_path, () => File.Exists(_path) ? new FileInfo(_path).Length : 0);
    }

    /// <summary>Bytes in it.</summary>
    public long Length { get; private set; }

    /// <summary>Adds bytes at the end.</summary>
    public void Append(ReadOnlyMemory<byte> bytes)
    {
        Storage.Try(_path, () =>
        {
            // No buffer: what has been appended is in the file, also when the process is killed next.
            _stream ??= new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _stream.Write(bytes.Span);
        });
        Length += bytes.Length;
    }

    /// <summary>Throws away what is in it.</summary>
    public void Discard()
    {
        Dispose();
        Storage.Try(_path, () => File.Delete(_path));
        Length = 0;
    }

    /// <summary>Gives the file its real name if its sum is right, replacing a file of that name; discards it if not.</summary>
    /// <returns>Whether the sum was right.</returns>
    public bool Finish(FileSum expected) => Storage.Try(_path, () =>
    {
        // On disk before it has its name, so that a power failure leaves no empty file with a good name.
        _stream?.Flush(flushToDisk: true);
        Dispose();
        if (Sha256Of(_path) != expected.Sha256)
        {
            Discard();
            return false;
        }

        File.Move(_path, _target, overwrite: true);
        return true;
    });

    public void Dispose()
    {
        _stream?.Dispose();
        _stream = null;
    }

    private static string Sha256Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
