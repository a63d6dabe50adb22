using System.Collections;
using System.Globalization;
using HpoActors.Core;

namespace HpoActors.Files.Writing;

/// <summary>Makes the nodes of a text from values, every number in the form that reads back as the same bits.</summary>
internal static class Nodes
{
    /// <summary>A block of these entries in their order; one without a value is left out.</summary>
    public static HoconBlock Block(params ReadOnlySpan<(string Key, object? Value)> entries)
    {
        HoconBlock block = new(null) { Opened = true };
        foreach ((string key, object? value) in entries)
        {
            if (value is not null)
            {
                block.Entries.Add(key, Of(key, value));
            }
        }

        return block;
    }

    /// <summary>The block with more entries behind its own.</summary>
    public static HoconBlock With(this HoconBlock block, params ReadOnlySpan<(string Key, object? Value)> entries)
    {
        foreach ((string key, HoconNode value) in Block(entries).Entries)
        {
            block.Entries.Add(key, value);
        }

        return block;
    }

    public static HoconList List<T>(IEnumerable<T> items, Func<T, HoconNode> write) => new(null, [.. items.Select(write)]);

    public static HoconText Text(string text) => new(null, text);

    /// <exception cref="InvalidOptionException">The number is not finite.</exception>
    public static HoconText Number(string key, double number) => double.IsFinite(number)
        ? Text(number.ToString("R", CultureInfo.InvariantCulture))
        : throw new InvalidOptionException(key, $"must be a finite number (is {number.ToString(CultureInfo.InvariantCulture)})");

    /// <summary>Options in the order of their names: two files that give the same options are the same.</summary>
    public static HoconBlock Options(OptionSet set)
    {
        HoconBlock block = new(null) { Opened = true };
        foreach ((string key, object value) in set.Entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            block.Entries.Add(key, Of(key, value));
        }

        return block;
    }

    // A list before what is formattable: a text is a list of characters, and was asked for first.
    private static HoconNode Of(string key, object value) => value switch
    {
        HoconNode node => node,
        string text => Text(text),
        bool flag => Text(flag ? "true" : "false"),
        double number => Number(key, number),
        OptionSet set => Options(set),
        IEnumerable list => List(list.Cast<object>(), item => Of(key, item)),
        IFormattable whole => Text(whole.ToString(null, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"{key}: {value.GetType()} is no option's value", nameof(value)),
    };
}
