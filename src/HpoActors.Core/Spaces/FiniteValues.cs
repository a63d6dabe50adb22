namespace HpoActors.Core.Spaces;

/// <summary>What choice and ordinal share.</summary>
internal static class FiniteValues
{
    public static IReadOnlyList<HyperparameterValue> Checked(string name, IReadOnlyList<HyperparameterValue> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
        {
            throw new InvalidOptionException($"{name}.values", "needs at least one value");
        }

        HashSet<HyperparameterValue> seen = [];
        foreach (HyperparameterValue value in values)
        {
            if (!seen.Add(value))
            {
                throw new InvalidOptionException($"{name}.values", $"has {value} twice; each value stands once");
            }
        }

        return [.. values];
    }

    public static HyperparameterValue At(IReadOnlyList<HyperparameterValue> values, double u) =>
        values[Math.Min((int)(u * values.Count), values.Count - 1)];
}
