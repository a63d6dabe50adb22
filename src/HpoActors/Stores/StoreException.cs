namespace HpoActors.Stores;

/// <summary>A store cannot be read or written. The message is one line: what, where, what to do.</summary>
public class StoreException : Exception
{
    /// <summary>A problem with a store.</summary>
    public StoreException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}

/// <summary>Another process has an experiment's office.</summary>
public sealed class OfficeTakenException : StoreException
{
    /// <summary>The office is taken.</summary>
    public OfficeTakenException(string message)
        : base(message)
    {
    }
}
