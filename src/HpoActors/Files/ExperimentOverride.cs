namespace HpoActors.Files;

/// <summary>A setting from the command line or a program, which wins over the file.</summary>
public sealed record ExperimentOverride
{
    private static readonly Dictionary<string, string> Named = new(StringComparer.Ordinal)
    {
        ["name"] = "name",
        ["trials"] = "budget.trials",
        ["epochs"] = "budget.epochs",
        ["seed"] = "seed",
        ["searcher"] = "searcher",
        ["scheduler"] = "scheduler",
        ["trainers"] = "trainers",
    };

    private ExperimentOverride(string key, string value, string flag)
    {
        Key = key;
        Value = value;
        Label = flag;
    }

    /// <summary>The key's path below <c>experiment</c>, such as <c>budget.trials</c>, or from the top of the file where it begins with <c>hpo.</c> or <c>akka.</c></summary>
    public string Key { get; }

    /// <summary>The value: a text, or a list or block as in a file.</summary>
    public string Value { get; }

    /// <summary>How the user wrote it, for error messages.</summary>
    public string Label { get; }

    /// <summary>What <c>--set key=value</c> means.</summary>
    /// <exception cref="ExperimentFileException">There is no key, or no <c>=</c> behind it.</exception>
    public static ExperimentOverride Set(string assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        string label = $"--set {assignment}";
        return equals > 0
            ? new ExperimentOverride(assignment[..equals].Trim(), assignment[(equals + 1)..].Trim(), label)
            : throw new ExperimentFileException(label, null, "a setting is written key=value, such as --set budget.trials=10");
    }

    /// <summary>What a flag of its own means, such as <c>--trials 5</c>.</summary>
    /// <param name="flag">name, trials, epochs, seed, searcher, scheduler or trainers.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="ArgumentException">There is no such flag.</exception>
    public static ExperimentOverride Flag(string flag, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return Named.TryGetValue(flag, out string? key)
            ? new ExperimentOverride(key, value.Trim(), $"--{flag} {value}")
            : throw new ArgumentException($"no flag overrides a setting under the name {flag}", nameof(flag));
    }
}
