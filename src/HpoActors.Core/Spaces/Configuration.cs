using System.Collections;
using System.Diagnostics.CodeAnalysis;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Spaces;

/// <summary>One point of a search space: a value for each hyperparameter, in the space's order. Immutable; equal where names, order and values are.</summary>
public sealed class Configuration : IReadOnlyCollection<KeyValuePair<string, HyperparameterValue>>, IEquatable<Configuration>
{
    // Parallel arrays, the names shared with the space: a configuration costs two small objects.
    private readonly string[] _names;
    private readonly HyperparameterValue[] _values;

    /// <summary>A configuration of these values.</summary>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public Configuration(IEnumerable<KeyValuePair<string, HyperparameterValue>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        KeyValuePair<string, HyperparameterValue>[] pairs = [.. values];
        _names = Array.ConvertAll(pairs, p => p.Key);
        _values = Array.ConvertAll(pairs, p => p.Value);
        for (int i = 1; i < _names.Length; i++)
        {
            if (Array.IndexOf(_names, _names[i], 0, i) >= 0)
            {
                throw new ArgumentException($"the hyperparameter '{_names[i]}' stands twice", nameof(values));
            }
        }
    }

    internal Configuration(string[] names, HyperparameterValue[] values)
    {
        _names = names;
        _values = values;
    }

    /// <summary>The configuration without any hyperparameter.</summary>
    public static Configuration Empty { get; } = new([], []);

    /// <inheritdoc/>
    public int Count => _names.Length;

    /// <summary>The configuration that an object of a bound type describes (<see cref="ConfigurationBinder{T}"/>): the reverse of <see cref="As{T}"/>, for known points.</summary>
    /// <exception cref="ArgumentException">The object is none of the type's space; the message says why.</exception>
    /// <exception cref="InvalidOptionException">The type describes no space.</exception>
    public static Configuration From<T>(T value)
        where T : notnull => ConfigurationBinder.For<T>().Unbind(value);

    /// <summary>The configuration as an object of a bound type (<see cref="ConfigurationBinder{T}"/>).</summary>
    /// <exception cref="InvalidOperationException">The configuration lacks a value that the type needs, or has one of another type.</exception>
    /// <exception cref="InvalidOptionException">The type describes no space.</exception>
    public T As<T>()
        where T : notnull => ConfigurationBinder.For<T>().Bind(this);

    /// <summary>The value of a hyperparameter.</summary>
    /// <exception cref="KeyNotFoundException">The configuration has no such hyperparameter.</exception>
    public HyperparameterValue this[string name] => TryGet(name, out HyperparameterValue value)
        ? value
        : throw new KeyNotFoundException($"the configuration has no hyperparameter '{name}' (it has: {string.Join(", ", _names)})");

    /// <summary>Whether the configuration has the hyperparameter.</summary>
    public bool Contains(string name) => Array.IndexOf(_names, name) >= 0;

    /// <summary>Finds a value by name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out HyperparameterValue value)
    {
        int index = Array.IndexOf(_names, name);
        value = index >= 0 ? _values[index] : default;
        return index >= 0;
    }

    /// <summary>The number of that name; an int is widened.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is no number.</exception>
    public double GetDouble(string name) => this[name].AsDouble();

    /// <summary>The number of that name, or <paramref name="otherwise"/> where the configuration has none.</summary>
    public double GetDouble(string name, double otherwise) => TryGet(name, out HyperparameterValue value) ? value.AsDouble() : otherwise;

    /// <summary>The whole number of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is no int.</exception>
    /// <exception cref="OverflowException">It does not fit into 32 bits.</exception>
    public int GetInt32(string name) => checked((int)this[name].AsInt64());

    /// <summary>The whole number of that name, or <paramref name="otherwise"/> where the configuration has none.</summary>
    public int GetInt32(string name, int otherwise) => Contains(name) ? GetInt32(name) : otherwise;

    /// <summary>The text of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is no text.</exception>
    public string GetText(string name) => this[name].AsText();

    /// <summary>The bool of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    /// <exception cref="InvalidOperationException">It is no bool.</exception>
    public bool GetBool(string name) => this[name].AsBool();

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, HyperparameterValue>> GetEnumerator()
    {
        for (int i = 0; i < _names.Length; i++)
        {
            yield return new KeyValuePair<string, HyperparameterValue>(_names[i], _values[i]);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Configuration? other) =>
        other is not null && _names.AsSpan().SequenceEqual(other._names) && _values.AsSpan().SequenceEqual(other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Configuration);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = default;
        for (int i = 0; i < _names.Length; i++)
        {
            hash.Add(_names[i], StringComparer.Ordinal);
            hash.Add(_values[i]);
        }

        return hash.ToHashCode();
    }

    /// <summary>The values as <c>name=value, name=value</c>.</summary>
    public override string ToString() => string.Join(", ", this.Select(p => $"{p.Key}={p.Value}"));
}
