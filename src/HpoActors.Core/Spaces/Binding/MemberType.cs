using System.Reflection;

namespace HpoActors.Core.Spaces.Binding;

/// <summary>The type of a bound type's member: what values become of it, and what it is made of.</summary>
internal sealed class MemberType
{
    private static readonly Dictionary<Type, string> Names = new()
    {
        [typeof(double)] = "double", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(string)] = "string", [typeof(bool)] = "bool",
        [typeof(float)] = "float", [typeof(decimal)] = "decimal",
    };

    private static readonly Dictionary<Type, Delegate> Readers = new()
    {
        [typeof(double)] = (HyperparameterValue value) => value.AsDouble(),
        [typeof(int)] = (HyperparameterValue value) => checked((int)value.AsInt64()),
        [typeof(long)] = (HyperparameterValue value) => value.AsInt64(),
        [typeof(string)] = (HyperparameterValue value) => value.AsText(),
        [typeof(bool)] = (HyperparameterValue value) => value.AsBool(),
    };

    // Each value of an enum has one name, even where the enum gives it several.
    private readonly Dictionary<object, string> _namesOfEnum = [];

    private MemberType(Type core)
    {
        Core = core;
        if (core.IsEnum)
        {
            foreach (FieldInfo field in core.GetFields(BindingFlags.Public | BindingFlags.Static).OrderBy(f => f.MetadataToken))
            {
                _namesOfEnum.TryAdd(field.GetValue(null)!, field.GetCustomAttribute<NameAttribute>()?.Name ?? SnakeCase.Of(field.Name));
            }
        }
    }

    /// <summary>The type without <c>?</c>.</summary>
    public Type Core { get; }

    /// <summary>The type as it is written.</summary>
    public string Name => NameOf(Core);

    public bool IsWhole => Core == typeof(int) || Core == typeof(long);

    public bool IsNumber => IsWhole || Core == typeof(double);

    /// <summary>An enum's values in the order of declaration.</summary>
    public IEnumerable<HyperparameterValue> EnumValues => _namesOfEnum.Values.Select(HyperparameterValue.Of);

    /// <summary>A type without <c>?</c>, or why it cannot be a member's, continuing the member's name.</summary>
    public static MemberType? Find(Type core, out string problem)
    {
        if (!Readers.ContainsKey(core) && !core.IsEnum)
        {
            problem = core == typeof(float) || core == typeof(decimal) ? $"is a {NameOf(core)}; use double, as configurations have"
                : $"is of type {NameOf(core)}; a hyperparameter is a double, int, long, string, bool or enum, or one of these with a ?";
            return null;
        }

        MemberType type = new(core);
        IGrouping<string, string>? twice = type._namesOfEnum.Values.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1);
        problem = core.IsDefined(typeof(FlagsAttribute), false) ? $"is of the flags enum {core.Name}, whose values are no choice of one"
            : twice is not null ? $"is of the enum {core.Name}, two of whose values are named '{twice.Key}'; give one of them a [Name]"
            : "";
        return problem.Length == 0 ? type : null;
    }

    /// <summary>A member's value as a configuration has it, or null where it is none of this type. A whole number may stand for a double.</summary>
    public HyperparameterValue? ValueOf(object? value) => value switch
    {
        double x when Core == typeof(double) => HyperparameterValue.Of(x),
        int n when IsNumber => Core == typeof(double) ? HyperparameterValue.Of((double)n) : HyperparameterValue.Of((long)n),
        long n when IsNumber && Core != typeof(int) => Core == typeof(double) ? HyperparameterValue.Of((double)n) : HyperparameterValue.Of(n),
        string text when Core == typeof(string) => HyperparameterValue.Of(text),
        bool flag when Core == typeof(bool) => HyperparameterValue.Of(flag),
        { } member when member.GetType() == Core && _namesOfEnum.TryGetValue(member, out string? name) => HyperparameterValue.Of(name),
        _ => null,
    };

    /// <summary>Whether a member of this type can take the value.</summary>
    public bool Takes(HyperparameterValue value) => value.Kind switch
    {
        ValueKind.Float => Core == typeof(double),
        ValueKind.Int => Core == typeof(int) ? value.AsInt64() is >= int.MinValue and <= int.MaxValue : IsNumber,
        ValueKind.Bool => Core == typeof(bool),
        _ => Core == typeof(string) || _namesOfEnum.ContainsValue(value.AsText()),
    };

    /// <summary>Makes a member's value of this type: a function from <see cref="HyperparameterValue"/>.</summary>
    public Delegate Reader()
    {
        if (Core.IsEnum)
        {
            return (Delegate)typeof(MemberType).GetMethod(nameof(EnumReader), BindingFlags.NonPublic | BindingFlags.Instance)!.MakeGenericMethod(Core).Invoke(this, null)!;
        }

        return Readers[Core];
    }

    private Func<HyperparameterValue, TEnum> EnumReader<TEnum>()
        where TEnum : struct, Enum
    {
        Dictionary<string, TEnum> values = _namesOfEnum.ToDictionary(pair => pair.Value, pair => (TEnum)pair.Key, StringComparer.Ordinal);
        return value => values.TryGetValue(value.AsText(), out TEnum member)
            ? member
            : throw new InvalidOperationException($"the value {value} is none of {Name}: {string.Join(", ", values.Keys)}");
    }

    private static string NameOf(Type type) => Names.GetValueOrDefault(type) ?? type.Name;
}
