namespace HpoActors.Torch.Data;

/// <summary>
/// The dataset is neither on this machine nor to be downloaded, or the directory that was named lacks its files. The
/// message is one line that says what was tried and what to do.
/// </summary>
public sealed class DatasetUnavailableException : DatasetException
{
    /// <summary>Creates the error.</summary>
    /// <param name="tried">What was tried and how it failed, without a full stop.</param>
    /// <param name="remedy">What to do, without a full stop.</param>
    /// <param name="innerException">What caused it, if anything.</param>
    public DatasetUnavailableException(string tried, string remedy, Exception? innerException = null)
        : base($"{tried}: {remedy}.", innerException)
    {
        Tried = tried;
        Remedy = remedy;
    }

    /// <summary>What was tried and how it failed, without a full stop.</summary>
    public string Tried { get; }

    /// <summary>What to do, without a full stop.</summary>
    public string Remedy { get; }
}
