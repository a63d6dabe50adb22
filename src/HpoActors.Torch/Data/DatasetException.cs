namespace HpoActors.Torch.Data;

/// <summary>
/// A dataset cannot be used as asked: a file is altered, a name is unknown, a directory lacks the files. The message is
/// one line that says what is wrong, where, and what to do; show it to the user as it is.
/// </summary>
public class DatasetException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, what to do.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public DatasetException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
