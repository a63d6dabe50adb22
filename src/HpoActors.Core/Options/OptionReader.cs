using System.Globalization;

namespace HpoActors.Core;

/// <summary>
/// Reads an <see cref="OptionSet"/> strictly: a value of the wrong type is an error, and so is a key that nobody asked for
/// (<see cref="RejectUnknown"/>). Every error is an <see cref="InvalidOptionException"/> that names the full path. Not thread-safe.
/// </summary>
public sealed class OptionReader
{
    private readonly OptionSet _set;
    private readonly List<string> _known = [];

    internal OptionReader(string path, OptionSet set)
    {
        Path = path;
        _set = set;
    }

    /// <summary>Where the set stands, such as <c>experiment.objective</c>.</summary>
    public string Path { get; }

    /// <summary>The keys of the set.</summary>
    public IReadOnlyCollection<string> Keys => _set.Keys;

    /// <summary>Whether the key is there; from now on it is known.</summary>
    public bool Has(string key)
    {
        Know(key);
        return _set.TryGet(key, out _);
    }

    /// <summary>Text, or null where the key is missing.</summary>
    public string? Text(string key) => Get(key) switch
    {
        null => null,
        string text => text,
        object other => throw Wrong(key, "a text", other),
    };

    /// <summary>Text that has to be there.</summary>
    public string RequiredText(string key) => Text(key) ?? throw Missing(key, "a text");

    /// <summary>A finite number, or null where the key is missing.</summary>
    public double? Number(string key)
    {
        object? value = Get(key);
        if (value is null)
        {
            return null;
        }

        return value is string text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
            ? number
            : throw Wrong(key, "a number", value);
    }

    /// <summary>A finite number that has to be there.</summary>
    public double RequiredNumber(string key) => Number(key) ?? throw Missing(key, "a number");

    /// <summary>A whole number of at least <paramref name="min"/>, or null where the key is missing.</summary>
    public long? Integer(string key, long min = long.MinValue)
    {
        object? value = Get(key);
        if (value is null)
        {
            return null;
        }

        string wanted = min == long.MinValue ? "a whole number" : $"a whole number of at least {min}";
        return value is string text && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number >= min
            ? number
            : throw Wrong(key, wanted, value);
    }

    /// <summary>A whole number within 32 bits, or null where the key is missing.</summary>
    public int? Integer32(string key, int min = int.MinValue)
    {
        long? number = Integer(key, min == int.MinValue ? long.MinValue : min);
        return number switch
        {
            > int.MaxValue => throw Wrong(key, $"a whole number up to {int.MaxValue}", $"{number}"),
            < int.MinValue => throw Wrong(key, $"a whole number of at least {int.MinValue}", $"{number}"),
            _ => (int?)number,
        };
    }

    /// <summary>A whole number that has to be there.</summary>
    public long RequiredInteger(string key) => Integer(key) ?? throw Missing(key, "a whole number");

    /// <summary>True or false, or null where the key is missing.</summary>
    public bool? Flag(string key) => Get(key) switch
    {
        null => null,
        "true" or "on" or "yes" => true,
        "false" or "off" or "no" => false,
        object other => throw Wrong(key, "true or false", other),
    };

    /// <summary>A time such as 500ms, 15s, 10m, 2h or 1d, or null where the key is missing.</summary>
    public TimeSpan? Duration(string key)
    {
        object? value = Get(key);
        return value is null ? null : value is string text && TryDuration(text, out TimeSpan time) ? time
            : throw Wrong(key, "a time above 0 with a unit, such as 500ms, 15s, 10m, 2h or 1d", value);
    }

    /// <summary>One of the given names, or null where the key is missing.</summary>
    public T? OneOf<T>(string key, params ReadOnlySpan<(string Name, T Value)> allowed)
        where T : struct
    {
        object? value = Get(key);
        if (value is null)
        {
            return null;
        }

        List<string> names = [];
        foreach ((string name, T meaning) in allowed)
        {
            if (value is string text && text == name)
            {
                return meaning;
            }

            names.Add(name);
        }

        throw new InvalidOptionException(Full(key), $"must be {Alternatives(names)} (is {Show(value)}){Nearest.Hint(value as string, names)}");
    }

    /// <summary>A list of texts, or null where the key is missing. A single text is no list.</summary>
    public IReadOnlyList<string>? TextList(string key) => Get(key) switch
    {
        null => null,
        IReadOnlyList<object> list when list.All(item => item is string) => [.. list.Cast<string>()],
        object other => throw Wrong(key, "a list of texts or numbers in brackets, such as [a, b]", other),
    };

    /// <summary>A set within this one, or null where the key is missing.</summary>
    public OptionReader? Section(string key) => Get(key) switch
    {
        null => null,
        OptionSet set => set.Read(Full(key)),
        object other => throw Wrong(key, "a block in braces", other),
    };

    /// <summary>A set within this one that has to be there.</summary>
    public OptionReader RequiredSection(string key) => Section(key) ?? throw Missing(key, "a block in braces");

    /// <summary>What stands behind the key as it was written, or null: a text, a list or an <see cref="OptionSet"/>.</summary>
    public object? Raw(string key) => Get(key);

    /// <summary>The set itself, all of it taken as known.</summary>
    public OptionSet Rest()
    {
        foreach (string key in _set.Keys)
        {
            Know(key);
        }

        return _set;
    }

    /// <summary>Ends the reading.</summary>
    /// <exception cref="InvalidOptionException">The set has a key that was never asked for; the error names the nearest known one.</exception>
    public void RejectUnknown()
    {
        foreach (string key in _set.Keys)
        {
            if (!_known.Contains(key, StringComparer.Ordinal))
            {
                string known = _known.Count == 0 ? "no keys are known here" : $"known here: {string.Join(", ", _known)}";
                throw new InvalidOptionException(Full(key), $"unknown key{Nearest.Hint(key, _known)}; {known}");
            }
        }
    }

    /// <summary>An error about a key of this set.</summary>
    /// <param name="key">The key within the set.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    public InvalidOptionException Error(string key, string problem) => new(Full(key), problem);

    /// <summary>Reads a time such as 500ms, 15s, 10m, 2h or 1d.</summary>
    public static bool TryDuration(string text, out TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(text);
        time = default;
        int unit = text.Length;
        while (unit > 0 && char.IsAsciiLetter(text[unit - 1]))
        {
            unit--;
        }

        long ticks = text[unit..] switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0,
        };

        // Decimal, so that what is written to the tick is read to the tick.
        if (ticks == 0 || !decimal.TryParse(text[..unit].TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out decimal count)
            || count <= 0 || count > (decimal)(TimeSpan.MaxValue.Ticks / 2) / ticks)
        {
            return false;
        }

        time = TimeSpan.FromTicks((long)decimal.Round(count * ticks));
        return time > TimeSpan.Zero;
    }

    private object? Get(string key)
    {
        Know(key);
        return _set.TryGet(key, out object? value) ? value : null;
    }

    private void Know(string key)
    {
        if (!_known.Contains(key, StringComparer.Ordinal))
        {
            _known.Add(key);
        }
    }

    private string Full(string key) => Path.Length == 0 ? key : $"{Path}.{key}";

    private InvalidOptionException Wrong(string key, string wanted, object found) => new(Full(key), $"must be {wanted} (is {Show(found)})");

    private InvalidOptionException Missing(string key, string wanted) => new(Full(key), $"is missing; write {wanted}, {key} = …");

    private static string Show(object value) => value switch
    {
        string text => $"'{text}'",
        OptionSet => "a block",
        IReadOnlyList<object> { Count: 0 } => "an empty list",
        IReadOnlyList<object> list => $"a list of {list.Count}",
        _ => $"{value}",
    };

    private static string Alternatives(List<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
}
