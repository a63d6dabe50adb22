using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>
/// Values with their kinds, where looks do not tell: <c>values = [1, 2], kind = text</c>, or <c>kind = [int, text]</c> with a kind for each value.
/// </summary>
internal static class ValueTexts
{
    /// <summary>The key of the kinds.</summary>
    public const string Kind = "kind";

    private static readonly Dictionary<string, ValueKind> Kinds = new(StringComparer.Ordinal)
    {
        ["float"] = ValueKind.Float,
        ["int"] = ValueKind.Int,
        ["text"] = ValueKind.Text,
        ["bool"] = ValueKind.Bool,
    };

    public static string NameOf(ValueKind kind) => Kinds.First(k => k.Value == kind).Key;

    /// <summary>A value as a file has it. A negative zero keeps its point: without, it would be a whole number, which has no sign.</summary>
    /// <exception cref="InvalidOptionException">It is a number that is not finite.</exception>
    public static string Of(string name, HyperparameterValue value) => value.Kind != ValueKind.Float ? value.ToString()
        : !double.IsFinite(value.AsDouble()) ? throw new InvalidOptionException(name, $"must be a finite number (is {value})")
        : value.AsDouble() == 0 && double.IsNegative(value.AsDouble()) ? "-0.0"
        : value.ToString();

    /// <summary>The values behind a key by the kinds that are named beside it, or null where none are.</summary>
    /// <exception cref="InvalidOptionException">A kind is unknown, or a value is none of its kind.</exception>
    public static HyperparameterValue[]? Read(OptionReader reader, string key, IReadOnlyList<string> texts)
    {
        if (!reader.Has(Kind))
        {
            return null;
        }

        if (reader.Raw(Kind) is not IReadOnlyList<object>)
        {
            ValueKind one = reader.Known(Kind, Kinds);
            return [.. texts.Select(text => Value(reader, key, text, one))];
        }

        IReadOnlyList<string> kinds = reader.TextList(Kind)!;
        return kinds.Count == texts.Count
            ? [.. texts.Select((text, i) => Value(reader, key, text, Kinds.TryGetValue(kinds[i], out ValueKind kind) ? kind : throw Unknown(reader, kinds[i])))]
            : throw reader.Error(Kind, $"must be one kind, or one for each of the {texts.Count} values (are {kinds.Count})");
    }

    private static HyperparameterValue Value(OptionReader reader, string key, string text, ValueKind kind) => kind switch
    {
        ValueKind.Text => HyperparameterValue.Of(text),
        ValueKind.Float when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) => HyperparameterValue.Of(number),
        ValueKind.Int when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long whole) => HyperparameterValue.Of(whole),
        ValueKind.Bool when text is "true" or "false" => HyperparameterValue.Of(text == "true"),
        _ => throw reader.Error(key, $"has '{text}', which is no {NameOf(kind)}, as its kind says"),
    };

    private static InvalidOptionException Unknown(OptionReader reader, string written) =>
        reader.Error(Kind, $"has '{written}'; must be {string.Join(", ", Kinds.Keys)}{Nearest.Hint(written, Kinds.Keys)}");
}
