using HpoActors.Core;

namespace HpoActors.Bench.Simulations;

/// <summary>The file of a record, as <c>hpo run --record</c> writes it.</summary>
internal static class RecordFile
{
    /// <summary>Its text.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidOptionException">It is not there or cannot be read.</exception>
    public static string Text(string option, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            string meant = option == CurveSource.Durations ? "a time such as 1s, or measured, or a record that hpo run --record wrote"
                : option == CurveSource.Curves ? "measured, or a record that hpo run --record wrote" : "a record that hpo run --record wrote";
            throw new InvalidOptionException($"{option} {path}", $"there is no such file; write {meant}", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InvalidOptionException($"{option} {path}", $"cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
