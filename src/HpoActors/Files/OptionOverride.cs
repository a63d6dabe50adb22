namespace HpoActors.Files;

/// <summary>A setting of the command line that wins over the file's.</summary>
/// <param name="Flag">The flag, for error messages, such as <c>--trials</c>.</param>
/// <param name="Key">The path relative to <c>experiment</c>, such as <c>budget.trials</c>.</param>
/// <param name="Value">The value as it was written: a text, a list in brackets or a block in braces.</param>
public sealed record OptionOverride(string Flag, string Key, string Value)
{
    /// <summary>The override of <c>--set key=value</c>.</summary>
    /// <exception cref="ExperimentFileException">There is no = or no key.</exception>
    public static OptionOverride Set(string assignment)
    {
        ArgumentNullException.ThrowIfNull(assignment);
        int equals = assignment.IndexOf('=', StringComparison.Ordinal);
        string key = equals > 0 ? assignment[..equals].Trim() : "";
        return key.Length > 0 && key.Split('.').All(part => part.Length > 0)
            ? new OptionOverride("--set", key, assignment[(equals + 1)..])
            : throw new ExperimentFileException($"--set {assignment}: write --set key=value, such as --set budget.trials=20");
    }

    internal string Origin => Flag == "--set" ? $"--set {Key}={Value}" : $"{Flag} {Value}";
}
