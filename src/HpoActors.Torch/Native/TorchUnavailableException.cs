namespace HpoActors.Torch;

/// <summary>
/// Torch's native libraries cannot be loaded on this machine. The message is one line: what failed, in which file, and what to do;
/// <see cref="Exception.InnerException"/> keeps the loader's own words.
/// </summary>
public sealed class TorchUnavailableException : Exception
{
    /// <summary>Creates the exception with a general message.</summary>
    public TorchUnavailableException()
        : this("Torch's native libraries cannot be loaded on this machine.")
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">One line: what failed, where, what to do.</param>
    public TorchUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with its cause.</summary>
    /// <param name="message">One line: what failed, where, what to do.</param>
    /// <param name="innerException">The error of the native loader or of the file system.</param>
    public TorchUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
