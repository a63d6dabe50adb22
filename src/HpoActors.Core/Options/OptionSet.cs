using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HpoActors.Core;

/// <summary>
/// Settings as they were written, before anybody gives them a meaning: an immutable tree whose leaves are text, lists and further sets.
/// Files, command lines and programs all become one of these; <see cref="Read"/> gives the strict view.
/// </summary>
public sealed class OptionSet
{
    private readonly Dictionary<string, object> _entries;

    /// <summary>A set of these entries.</summary>
    /// <param name="entries">Values are <see cref="string"/>, <see cref="bool"/>, a number, a list of these or an <see cref="OptionSet"/>.</param>
    /// <exception cref="ArgumentException">A value is of another type.</exception>
    public OptionSet(IEnumerable<KeyValuePair<string, object>> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        _entries = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach ((string key, object value) in entries)
        {
            _entries[key] = Written(value) ?? throw new ArgumentException($"{key}: {value ?? "null"} is no option's value", nameof(entries));
        }
    }

    /// <summary>The set without entries.</summary>
    public static OptionSet Empty { get; } = new([]);

    /// <summary>The keys, in the order in which they were given.</summary>
    public IReadOnlyCollection<string> Keys => _entries.Keys;

    /// <summary>The entries: text, lists and sets.</summary>
    public IReadOnlyDictionary<string, object> Entries => _entries;

    /// <summary>A strict reader of the set.</summary>
    /// <param name="path">Where the set stands, for error messages, such as <c>experiment.objective</c>.</param>
    public OptionReader Read(string path) => new(path, this);

    // As a file would have it: text, a list or a set. Lists are copied; numbers look alike in every culture.
    private static object? Written(object? value) => value switch
    {
        string or OptionSet => value,
        bool flag => flag ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable list => list.Cast<object?>().Select(Written).ToArray() is var items && Array.TrueForAll(items, i => i is not null) ? items : null,
        _ => null,
    };

    internal bool TryGet(string key, [NotNullWhen(true)] out object? value) => _entries.TryGetValue(key, out value);
}
