using System.Globalization;

namespace HpoActors.Core.Spaces;

/// <summary>The kinds of value that a hyperparameter can take.</summary>
public enum ValueKind
{
    /// <summary>A double-precision number.</summary>
    Float,

    /// <summary>A 64-bit whole number.</summary>
    Int,

    /// <summary>Text.</summary>
    Text,

    /// <summary>True or false.</summary>
    Bool,
}

/// <summary>One hyperparameter's value in its native type. Two values are equal only where kind and value are; numbers compare by their bits.</summary>
public readonly struct HyperparameterValue : IEquatable<HyperparameterValue>
{
    private const NumberStyles Spelled = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    private readonly long _bits;
    private readonly string? _text;

    private HyperparameterValue(ValueKind kind, long bits, string? text)
    {
        Kind = kind;
        _bits = bits;
        _text = text;
    }

    /// <summary>The value's type.</summary>
    public ValueKind Kind { get; }

    /// <summary>Whether the value is a float or an int.</summary>
    public bool IsNumber => Kind is ValueKind.Float or ValueKind.Int;

    /// <summary>A float.</summary>
    public static HyperparameterValue Of(double value) => new(ValueKind.Float, BitConverter.DoubleToInt64Bits(value), null);

    /// <summary>An int.</summary>
    public static HyperparameterValue Of(long value) => new(ValueKind.Int, value, null);

    /// <summary>Text.</summary>
    public static HyperparameterValue Of(string value) => new(ValueKind.Text, 0, value ?? throw new ArgumentNullException(nameof(value)));

    /// <summary>True or false.</summary>
    public static HyperparameterValue Of(bool value) => new(ValueKind.Bool, value ? 1 : 0, null);

    /// <summary>The value that <paramref name="text"/> spells, without blanks around it: a whole number, a number, true/false, else the text itself.</summary>
    public static HyperparameterValue Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole))
        {
            return Of(whole);
        }

        if (double.TryParse(text, Spelled, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number))
        {
            return Of(number);
        }

        return text switch { "true" => Of(true), "false" => Of(false), _ => Of(text) };
    }

    /// <summary>The value as a number; an int is widened.</summary>
    /// <exception cref="InvalidOperationException">The value is text or a bool.</exception>
    public double AsDouble() => Kind switch
    {
        ValueKind.Float => BitConverter.Int64BitsToDouble(_bits),
        ValueKind.Int => _bits,
        _ => throw Mismatch("a number"),
    };

    /// <summary>The value as a whole number.</summary>
    /// <exception cref="InvalidOperationException">The value is not an int.</exception>
    public long AsInt64() => Kind == ValueKind.Int ? _bits : throw Mismatch("an int");

    /// <summary>The value as text.</summary>
    /// <exception cref="InvalidOperationException">The value is not text.</exception>
    public string AsText() => Kind == ValueKind.Text ? _text! : throw Mismatch("text");

    /// <summary>The value as a bool.</summary>
    /// <exception cref="InvalidOperationException">The value is not a bool.</exception>
    public bool AsBool() => Kind == ValueKind.Bool ? _bits != 0 : throw Mismatch("a bool");

    /// <summary>The value as a <see cref="double"/>, <see cref="long"/>, <see cref="string"/> or <see cref="bool"/>.</summary>
    public object ToObject() => Kind switch
    {
        ValueKind.Float => AsDouble(),
        ValueKind.Int => _bits,
        ValueKind.Bool => _bits != 0,
        _ => _text ?? string.Empty,
    };

    /// <summary>The value as it is written in an experiment file; a float in its shortest form that reads back as the same bits.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Float => AsDouble().ToString("R", CultureInfo.InvariantCulture),
        ValueKind.Int => _bits.ToString(CultureInfo.InvariantCulture),
        ValueKind.Bool => _bits != 0 ? "true" : "false",
        _ => _text ?? string.Empty,
    };

    /// <inheritdoc/>
    public bool Equals(HyperparameterValue other) => Kind == other.Kind && _bits == other._bits && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HyperparameterValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, _bits, _text);

    /// <summary>Whether two values are of one kind and equal.</summary>
    public static bool operator ==(HyperparameterValue left, HyperparameterValue right) => left.Equals(right);

    /// <summary>Whether two values differ.</summary>
    public static bool operator !=(HyperparameterValue left, HyperparameterValue right) => !left.Equals(right);

    private InvalidOperationException Mismatch(string wanted) => new($"the value {this} is {Name(Kind)}, not {wanted}");

    private static string Name(ValueKind kind) => kind switch
    {
        ValueKind.Float => "a float",
        ValueKind.Int => "an int",
        ValueKind.Bool => "a bool",
        _ => "text",
    };
}
