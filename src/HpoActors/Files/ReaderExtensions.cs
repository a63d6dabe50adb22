using HpoActors.Core;

namespace HpoActors.Files;

/// <summary>What several readers of this folder need.</summary>
internal static class ReaderExtensions
{
    /// <summary>Refuses every other key at once: a misspelt key is reported as such, before another one counts as missing.</summary>
    public static OptionReader Only(this OptionReader reader, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            reader.Has(key);
        }

        reader.RejectUnknown();
        return reader;
    }

    /// <summary>The option's value, or null where it says <paramref name="none"/>.</summary>
    public static T? Unless<T>(this OptionReader reader, string key, string none, Func<string, T?> read)
        where T : struct =>
        reader.Raw(key) is string text && text == none ? null : read(key);

    /// <summary>A text that has to be there and not be blank.</summary>
    public static string FilledText(this OptionReader reader, string key) =>
        reader.RequiredText(key) is var text && !string.IsNullOrWhiteSpace(text) ? text : throw reader.Error(key, "is blank; write a name");

    /// <summary>One of the names that a table has, for its value.</summary>
    public static T Known<T>(this OptionReader reader, string key, IReadOnlyDictionary<string, T> table)
    {
        if (reader.Raw(key) is string text && table.TryGetValue(text, out T? value))
        {
            return value;
        }

        string names = table.Count == 1 ? table.Keys.Single() : $"{string.Join(", ", table.Keys.SkipLast(1))} or {table.Keys.Last()}";
        throw reader.Has(key)
            ? reader.Error(key, $"must be {names} (is {Show(reader.Raw(key)!)}){Nearest.Hint(reader.Raw(key) as string, table.Keys)}")
            : reader.Error(key, $"is missing; write {key} = {names}");
    }

    private static string Show(object value) => value switch { string text => $"'{text}'", OptionSet => "a block", _ => "a list" };
}
