using HpoActors.Files;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Imports;

/// <summary>
/// A study in Optuna's SQLite storage (of version 2.4 or later) as a warm start: <c>warm-start = ["study.db"]</c>, or, where the file has several,
/// <c>["sqlite:///study.db?study=NAME"]</c>. Its complete trials with a finite value are taken; Optuna has no name for what it measures, so that only the direction has to
/// agree.
/// </summary>
public sealed class OptunaWarmStart : IWarmStartFormat
{
    private const string Scheme = "sqlite:///";

    /// <inheritdoc/>
    public JObject? Read(string location, string folder)
    {
        ArgumentNullException.ThrowIfNull(location);
        ArgumentNullException.ThrowIfNull(folder);
        if (Place(location, folder) is not (var file, var study))
        {
            return null;
        }

        try
        {
            using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
            connection.Open();
            return new OptunaReader(connection).Read(study);
        }
        catch (SqliteException e)
        {
            throw new FormatException($"cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is JsonException or InvalidCastException or ArgumentOutOfRangeException or OverflowException)
        {
            throw new FormatException($"has a trial that cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    // The file, and which study where it says; null where it is neither a URL of SQLite nor an SQLite file.
    private static (string File, string? Study)? Place(string location, string folder)
    {
        if (!location.StartsWith("sqlite:", StringComparison.Ordinal))
        {
            string path = Path.GetFullPath(location, folder);
            return IsSqlite(path) ? (path, null) : null;
        }

        if (!location.StartsWith(Scheme, StringComparison.Ordinal))
        {
            throw new FormatException($"is no URL of a file; write {Scheme}study.db, or {Scheme}/home/me/study.db for an absolute path");
        }

        string[] parts = location[Scheme.Length..].Split('?', 2);
        string? study = null;
        if (parts.Length == 2)
        {
            study = parts[1].StartsWith("study=", StringComparison.Ordinal)
                ? Uri.UnescapeDataString(parts[1]["study=".Length..])
                : throw new FormatException("has something else than ?study=NAME at its end");
        }

        string file = Path.GetFullPath(Uri.UnescapeDataString(parts[0]), folder);
        return IsSqlite(file) ? (file, study) : throw new FormatException(File.Exists(file) ? "is no SQLite file" : $"is not there: there is no file {file}");
    }

    // What is no file, or none to be read, is the business of who reads documents.
    private static bool IsSqlite(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            Span<byte> head = stackalloc byte[16];
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual("SQLite format 3\0"u8);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
