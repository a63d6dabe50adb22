using System.Security.Cryptography;

namespace HpoActors.Torch.Data;

/// <summary>The state of a dataset's file on disk.</summary>
public enum DatasetFileStatus
{
    /// <summary>Its length and its SHA-256 sum are right.</summary>
    Ok,

    /// <summary>It is not there.</summary>
    Missing,

    /// <summary>It is shorter than it should be, as after an interrupted copy.</summary>
    Truncated,

    /// <summary>It is long enough, but its SHA-256 sum is wrong.</summary>
    Altered,

    /// <summary>It is there and cannot be read.</summary>
    Unreadable,
}

/// <summary>What a check of one file found.</summary>
/// <param name="File">The file's published name.</param>
/// <param name="Path">Where it is, or should be.</param>
/// <param name="Status">Its state.</param>
/// <param name="Detail">One short phrase for people, such as <c>ok</c> or <c>truncated: 1000 of 5148 bytes</c>.</param>
/// <param name="ExpectedSha256">The sum it should have: 64 lower-case hexadecimal digits.</param>
/// <param name="ActualSha256">The sum it has; null where that was not needed (missing, truncated) or not possible.</param>
public sealed record DatasetFileCheck(
    string File,
    string Path,
    DatasetFileStatus Status,
    string Detail,
    string ExpectedSha256,
    string? ActualSha256)
{
    /// <summary>The file and what was found, in one line.</summary>
    public override string ToString() => $"{Path}: {Detail}";

    /// <summary>Checks a file in a directory.</summary>
    internal static DatasetFileCheck Of(DatasetFile file, string directory) => Read(file, directory).Check;

    /// <summary>Checks a file and hands out its bytes if they are right, so that loading reads the file only once.</summary>
    internal static (DatasetFileCheck Check, byte[]? Content) Read(DatasetFile file, string directory)
    {
        string? path = file.PathIn(directory);
        FileSum sum = path is null ? file.Zipped : file.SumOf(path);
        if (path is null)
        {
            return (Result(System.IO.Path.Combine(directory, file.Name), DatasetFileStatus.Missing, "missing"), null);
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (stream.Length < sum.Length)
            {
                return (Result(path, DatasetFileStatus.Truncated, $"truncated: {stream.Length} of {sum.Length} bytes"), null);
            }

            // A longer file can only be wrong, and might not fit into memory.
            byte[]? content = null;
            byte[] hash;
            if (stream.Length > sum.Length)
            {
                hash = SHA256.HashData(stream);
            }
            else
            {
                content = new byte[sum.Length];
                stream.ReadExactly(content);
                hash = SHA256.HashData(content);
            }

            string actual = Convert.ToHexStringLower(hash);
            return actual == sum.Sha256
                ? (Result(path, DatasetFileStatus.Ok, "ok", actual), content)
                : (Result(path, DatasetFileStatus.Altered, $"altered: SHA-256 is {actual}, should be {sum.Sha256}", actual), null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (Result(path, DatasetFileStatus.Unreadable, $"cannot be read: {OneLine.Of(error)}"), null);
        }

        DatasetFileCheck Result(string where, DatasetFileStatus status, string detail, string? actual = null) =>
            new(file.Name, where, status, detail, sum.Sha256, actual);
    }
}
