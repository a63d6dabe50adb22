namespace HpoActors.Files;

/// <summary>
/// An experiment file, or a flag that overrides it, is wrong. The message is one line that says where, which key, what is wrong and what to do:
/// <c>softmax.conf:12: experiment.seed: must be a whole number (is 'x')</c>.
/// </summary>
public sealed class ExperimentFileException : Exception
{
    private const int Longest = 400;

    /// <summary>Something is wrong at <paramref name="location"/>.</summary>
    /// <param name="location">The file, the file with a line, or the flag.</param>
    /// <param name="key">The key's full path, or null where the location says it all.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public ExperimentFileException(string location, string? key, string problem, Exception? inner = null)
        : base(OneLine(key is null ? $"{location}: {problem}" : $"{location}: {key}: {problem}"), inner)
    {
        Location = location;
        Key = key;
        Problem = problem;
    }

    /// <summary>The file, the file with a line, or the flag.</summary>
    public string Location { get; }

    /// <summary>The key's full path, or null.</summary>
    public string? Key { get; }

    /// <summary>What is wrong and what to do.</summary>
    public string Problem { get; }

    // A message may quote what the file says: line breaks, control characters and very long values stay out of the terminal.
    private static string OneLine(string message)
    {
        string line = string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= Longest ? line : $"{line[..Longest]}…";
    }
}
