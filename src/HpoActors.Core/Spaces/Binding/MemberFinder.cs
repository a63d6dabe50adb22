using System.Reflection;

namespace HpoActors.Core.Spaces.Binding;

/// <summary>Finds the members of a bound type, in the order of declaration: the constructor's parameters, then other properties that can be set.</summary>
internal sealed class MemberFinder
{
    private readonly Type _type;
    private readonly NullabilityInfoContext _nullability = new();
    private readonly PropertyInfo[] _properties;

    /// <exception cref="InvalidOptionException">The type is not one that can be bound.</exception>
    public MemberFinder(Type type)
    {
        _type = type;
        _properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.GetIndexParameters().Length == 0)
            .OrderBy(p => Depth(p.DeclaringType!)).ThenBy(p => p.MetadataToken)];
        ConstructorInfo[] constructors = type.GetConstructors();
        if (type.IsAbstract || type.IsInterface || type.IsPrimitive || type == typeof(string))
        {
            throw Error("cannot be made; bind to a record, class or struct of your own");
        }

        if (constructors.Length > 1 || (constructors.Length == 0 && !type.IsValueType))
        {
            throw Error($"has {constructors.Length} public constructors; exactly one says which hyperparameters there are");
        }

        Constructor = constructors.FirstOrDefault();
    }

    /// <summary>The constructor, or null for a struct that has none.</summary>
    public ConstructorInfo? Constructor { get; }

    /// <summary>Every member, each checked alone.</summary>
    /// <exception cref="InvalidOptionException">A member is no hyperparameter; the key is <c>Type.Member</c>.</exception>
    public BoundMember[] Find()
    {
        ParameterInfo[] parameters = Constructor?.GetParameters() ?? [];
        BoundMember[] members =
        [
            .. parameters.Select(OfParameter),
            .. _properties.Where(p => p.SetMethod is { IsPublic: true } && !parameters.Any(parameter => IsOf(p, parameter))).Select(OfProperty),
        ];
        return members.Length > 0 ? members : throw Error("has no hyperparameter: no constructor parameter and no property that can be set");
    }

    /// <summary>An error about the type, or one of its members.</summary>
    public InvalidOptionException Error(string problem, string? member = null, Exception? inner = null) =>
        new(member is null ? _type.Name : $"{_type.Name}.{member}", problem, inner);

    private static bool IsOf(PropertyInfo property, ParameterInfo parameter) => string.Equals(property.Name, parameter.Name, StringComparison.OrdinalIgnoreCase);

    private BoundMember OfParameter(ParameterInfo parameter)
    {
        PropertyInfo property = _properties.FirstOrDefault(p => IsOf(p, parameter) && p.GetMethod is { IsPublic: true } && p.PropertyType == parameter.ParameterType)
            ?? throw Error("is a parameter of the constructor without a property of that name and type to read it back", parameter.Name);
        Attribute[] attributes = [.. parameter.GetCustomAttributes(), .. property.GetCustomAttributes()];
        object? otherwise = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return Member(property, attributes, IsNullable(property, _nullability.Create(parameter)), isParameter: true, parameter.HasDefaultValue, otherwise);
    }

    private BoundMember OfProperty(PropertyInfo property) => property.GetMethod is { IsPublic: true }
        ? Member(property, [.. property.GetCustomAttributes()], IsNullable(property, _nullability.Create(property)), isParameter: false, hasDefault: false, null)
        : throw Error("can be set but not read", property.Name);

    // Null where the code does not say: compiled without nullable references.
    private static bool? IsNullable(PropertyInfo property, NullabilityInfo info) =>
        property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null
        : info.WriteState == NullabilityState.Unknown ? null
        : info.WriteState == NullabilityState.Nullable;

    private BoundMember Member(PropertyInfo property, Attribute[] attributes, bool? isNullable, bool isParameter, bool hasDefault, object? otherwise)
    {
        Type core = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        MemberType type = MemberType.Find(core, out string problem) ?? throw Error(problem, property.Name);
        string? when = attributes.OfType<WhenAttribute>().SingleOrDefault()?.Condition;
        if (when is not null && isNullable is false && !hasDefault)
        {
            throw Error(
                $"exists only where {when}: make it nullable ({type.Name}?){(isParameter ? ", or give it a default for elsewhere" : "")}", property.Name);
        }

        if (when is null && isNullable is true)
        {
            throw Error($"is nullable and yet always there: drop the ?, or say where it exists: [When(\"…\")]", property.Name);
        }

        string name = attributes.OfType<NameAttribute>().SingleOrDefault()?.Name ?? SnakeCase.Of(property.Name);
        return new BoundMember
        {
            Property = property,
            Type = type,
            Hyperparameter = Describe(property, type, name, [.. attributes.OfType<HyperparameterAttribute>()]),
            When = when,
            IsParameter = isParameter,
            MayBeAbsent = hasDefault || isNullable is true || (when is not null && isNullable is null),
            Default = otherwise is not null && type.Core.IsEnum ? Enum.ToObject(type.Core, otherwise) : otherwise,
        };
    }

    private Hyperparameter Describe(PropertyInfo property, MemberType type, string name, HyperparameterAttribute[] attributes)
    {
        try
        {
            return attributes switch
            {
                [var one] => one.Create(name, type),
                [] when type.Core == typeof(bool) => new BoolHyperparameter(name),
                [] when type.Core.IsEnum => new ChoiceAttribute().Create(name, type),
                [] => throw Error($"needs an attribute that says what to search: {(type.IsNumber ? "[Uniform(min, max)], [LogUniform(min, max)] or another" : "[Choice(…)] or [Ordinal(…)]")}", property.Name),
                _ => throw Error($"has {string.Join(" and ", attributes.Select(a => a.Label))}; one attribute says what to search", property.Name),
            };
        }
        catch (InvalidOptionException e) when (e.Key != $"{_type.Name}.{property.Name}")
        {
            // Hyperparameters call themselves by name; here the member is known by its own.
            string setting = e.Key.StartsWith($"{name}.", StringComparison.Ordinal) ? $"{e.Key[(name.Length + 1)..]} " : "";
            throw Error($"{setting}{e.Problem}", property.Name, e);
        }
    }

    private static int Depth(Type type) => type.BaseType is { } parent ? 1 + Depth(parent) : 0;
}
