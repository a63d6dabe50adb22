namespace HpoActors.Core.Spaces.Binding;

/// <summary>One of some values, each equally likely. An enum's may be left out: then all of them.</summary>
public abstract class ValuesAttribute : HyperparameterAttribute
{
    private protected ValuesAttribute(object[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Values = values;
    }

    /// <summary>The values: texts, numbers, or members of the enum.</summary>
    public IReadOnlyList<object> Values { get; }

    private protected HyperparameterValue[] Read(string name, MemberType type)
    {
        if (!type.IsNumber && type.Core != typeof(string) && !type.Core.IsEnum)
        {
            throw Misfit(name, type, "texts, numbers and enums");
        }

        return Values.Count == 0 && type.Core.IsEnum
            ? [.. type.EnumValues]
            : [.. Values.Select(v => type.ValueOf(v) ?? throw new InvalidOptionException(name, $"{Label} has {v ?? "null"}, which is no {type.Name}"))];
    }
}

/// <summary>One of some values without an order: <c>[Choice("tanh", "relu")] string Activation</c>.</summary>
public sealed class ChoiceAttribute(params object[] values) : ValuesAttribute(values)
{
    internal override Hyperparameter Create(string name, MemberType type) => new ChoiceHyperparameter(name, Read(name, type));
}

/// <summary>One of some values in their order, small to large: <c>[Ordinal(16, 32, 64)] int BatchSize</c>; an enum's as it declares them.</summary>
public sealed class OrdinalAttribute(params object[] values) : ValuesAttribute(values)
{
    internal override Hyperparameter Create(string name, MemberType type) => new OrdinalHyperparameter(name, Read(name, type));
}

/// <summary>A value that every configuration has: <c>[Constant(8)] int Epochs</c>.</summary>
public sealed class ConstantAttribute(object value) : HyperparameterAttribute
{
    /// <summary>The value.</summary>
    public object Value { get; } = value;

    internal override Hyperparameter Create(string name, MemberType type) => new ConstantHyperparameter(
        name, type.ValueOf(Value) ?? throw new InvalidOptionException(name, $"{Label} has {Value ?? "null"}, which is no {type.Name}"));
}
