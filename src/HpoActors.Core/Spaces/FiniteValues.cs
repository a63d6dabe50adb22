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

    public static UnitCell CellOf(IReadOnlyList<HyperparameterValue> values, HyperparameterValue value)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (values[i] == value)
            {
                return UnitCell.Of(i, values.Count);
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "is none of the hyperparameter's values");
    }

    public static HyperparameterValue At(IReadOnlyList<HyperparameterValue> values, double u) =>
        values[Math.Min((int)(u * values.Count), values.Count - 1)];
}
