namespace HpoActors.Files;

/// <summary>An experiment's file, or an override of it, is wrong. The message is one line: where, what, and what to do.</summary>
public sealed class ExperimentFileException : Exception
{
    /// <summary>The file is wrong.</summary>
    public ExperimentFileException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
