namespace HpoActors.Core;

/// <summary>A setting is wrong: which, and what is allowed. The message is one line, <c>key: problem</c>.</summary>
public sealed class InvalidOptionException : Exception
{
    /// <summary>The setting <paramref name="key"/> is wrong.</summary>
    /// <param name="key">The setting's path, such as <c>space.learning_rate.min</c>.</param>
    /// <param name="problem">What is wrong and what to do, continuing the key: <c>must be above 0 (is -1)</c>.</param>
    public InvalidOptionException(string key, string problem)
        : this(key, problem, null)
    {
    }

    /// <inheritdoc cref="InvalidOptionException(string, string)"/>
    public InvalidOptionException(string key, string problem, Exception? inner)
        : base($"{key}: {problem}", inner)
    {
        Key = key;
        Problem = problem;
    }

    /// <summary>The setting's path.</summary>
    public string Key { get; }

    /// <summary>What is wrong and what to do.</summary>
    public string Problem { get; }

    /// <summary>The same problem, its key seen from <paramref name="parent"/>.</summary>
    public InvalidOptionException Under(string parent) => new(parent.Length == 0 ? Key : $"{parent}.{Key}", Problem, this);
}
