namespace HpoActors.Core.Spaces.Binding;

/// <summary>Says which hyperparameter a constructor parameter or an init property of a bound type is. A bool and an enum need none.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
public abstract class HyperparameterAttribute : Attribute
{
    private protected HyperparameterAttribute()
    {
    }

    /// <summary>The name as it is written, for messages.</summary>
    internal string Label => $"[{GetType().Name.Replace("Attribute", "", StringComparison.Ordinal)}]";

    /// <exception cref="InvalidOptionException">The attribute does not fit the type, or its numbers do not fit together.</exception>
    internal abstract Hyperparameter Create(string name, MemberType type);

    private protected InvalidOptionException Misfit(string name, MemberType type, string wanted) =>
        new(name, $"{Label} is for {wanted}, and the type is {type.Name}");
}

/// <summary>A number in a range: an int's is a whole one.</summary>
public abstract class NumericAttribute : HyperparameterAttribute
{
    private protected NumericAttribute(double min, double max)
    {
        Min = min;
        Max = max;
    }

    /// <summary>The smallest value.</summary>
    public double Min { get; }

    /// <summary>The largest value.</summary>
    public double Max { get; }

    /// <summary>The distance of neighbouring values, on a linear scale. Default 0: none for a double, 1 for an int.</summary>
    public double Step { get; set; }

    private protected abstract Scale WantedScale { get; }

    private protected virtual Prior? Prior => null;

    internal sealed override Hyperparameter Create(string name, MemberType type)
    {
        if (type.Core == typeof(double))
        {
            return new FloatHyperparameter(name, Min, Max, WantedScale, Step == 0 ? null : Step, Weight(name));
        }

        return type.IsWhole
            ? new IntHyperparameter(name, Whole(name, "min", Min, type), Whole(name, "max", Max, type), WantedScale, Step == 0 ? 1 : Whole(name, "step", Step, type), Weight(name))
            : throw Misfit(name, type, "numbers (double, int or long)");
    }

    private Prior? Weight(string name)
    {
        try
        {
            return Prior;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new InvalidOptionException(name, $"{Label}: {e.ParamName} must be a finite number{(e.ParamName == "mean" ? "" : " above 0")} (is {e.ActualValue})", e);
        }
    }

    private static long Whole(string name, string key, double value, MemberType type)
    {
        double limit = type.Core == typeof(int) ? int.MaxValue : 1L << 53;
        return value == Math.Floor(value) && Math.Abs(value) <= limit
            ? (long)value
            : throw new InvalidOptionException($"{name}.{key}", $"must be a whole number within ±{limit:0} for a member of type {type.Name} (is {value})");
    }
}
