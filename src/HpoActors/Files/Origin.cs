namespace HpoActors.Files;

/// <summary>Where a setting was written: a line of a file, or a flag.</summary>
/// <param name="Source">The file as the user named it, or the flag.</param>
/// <param name="Line">The line from 1, or 0 for a flag.</param>
/// <param name="Subject">The key that the source itself names, so that a message need not repeat it.</param>
internal sealed record Origin(string Source, int Line, string? Subject = null)
{
    public ExperimentFileException Error(string? key, string problem, Exception? inner = null) =>
        new(Line > 0 ? $"{Source}:{Line}" : Source, key == Subject ? null : key, problem, inner);
}
