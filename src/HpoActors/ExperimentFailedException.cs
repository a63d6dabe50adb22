namespace HpoActors;

/// <summary>An experiment could not be prepared or begun. The message is one line: what, where, what to do.</summary>
public sealed class ExperimentFailedException : Exception
{
    /// <summary>The experiment could not be run.</summary>
    public ExperimentFailedException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
