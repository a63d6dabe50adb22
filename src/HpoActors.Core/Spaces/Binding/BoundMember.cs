using System.Linq.Expressions;
using System.Reflection;

namespace HpoActors.Core.Spaces.Binding;

/// <summary>A constructor parameter or init property of a bound type, which is one hyperparameter.</summary>
internal sealed class BoundMember
{
    private static readonly MethodInfo ReadMethod = typeof(BoundMember).GetMethod(nameof(Read), BindingFlags.NonPublic | BindingFlags.Instance)!;

    /// <summary>The property that holds it.</summary>
    public required PropertyInfo Property { get; init; }

    /// <summary>Its type without <c>?</c>.</summary>
    public required MemberType Type { get; init; }

    /// <summary>What its attributes describe, without the condition.</summary>
    public required Hyperparameter Hyperparameter { get; init; }

    /// <summary>Where it exists, or null for everywhere.</summary>
    public required string? When { get; init; }

    /// <summary>Whether the constructor takes it; else the property is set.</summary>
    public required bool IsParameter { get; init; }

    /// <summary>Whether an object can be made without a value for it.</summary>
    public required bool MayBeAbsent { get; init; }

    /// <summary>What it is then.</summary>
    public required object? Default { get; init; }

    /// <summary>Whether an object has a value of it even where the hyperparameter does not exist.</summary>
    public bool OutlivesItsCondition => When is not null && Default is not null;

    /// <summary>The member's own name.</summary>
    public string Name => Property.Name;

    /// <summary>Its value in a configuration, as an expression of the property's type.</summary>
    public Expression ReadFrom(Expression configuration)
    {
        Expression value = Expression.Convert(
            Expression.Call(Expression.Constant(this), ReadMethod.MakeGenericMethod(Type.Core), configuration, Expression.Constant(Type.Reader())), Property.PropertyType);
        return MayBeAbsent
            ? Expression.Condition(
                Expression.Call(configuration, nameof(Configuration.Contains), null, Expression.Constant(Hyperparameter.Name)),
                value,
                Expression.Constant(Default, Property.PropertyType))
            : value;
    }

    /// <summary>The value that an object has, or null where it has none.</summary>
    /// <exception cref="ArgumentException">It is no value of the type, such as an enum's number without a name.</exception>
    public HyperparameterValue? ValueIn(object bound) => Property.GetValue(bound) is { } value
        ? Type.ValueOf(value) ?? throw new ArgumentException($"{Name} = {value} is no value of {Type.Name}", nameof(bound))
        : null;

    private TCore Read<TCore>(Configuration configuration, Func<HyperparameterValue, TCore> read)
    {
        string name = Hyperparameter.Name;
        if (!configuration.TryGet(name, out HyperparameterValue value))
        {
            throw new InvalidOperationException($"the configuration lacks {name}, which {Property.DeclaringType!.Name}.{Name} needs");
        }

        try
        {
            return read(value);
        }
        catch (Exception e) when (e is InvalidOperationException or OverflowException)
        {
            throw new InvalidOperationException($"{name} = {value} is no value of {Property.DeclaringType!.Name}.{Name}, which is of type {Type.Name}", e);
        }
    }
}
