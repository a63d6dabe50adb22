using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace HpoActors.Core.Objectives;

/// <summary>Named numbers, in the order in which they were given: a report's metrics, a trial's attributes. Immutable; equal where names and bits are.</summary>
public sealed class Metrics : IReadOnlyCollection<KeyValuePair<string, double>>, IEquatable<Metrics>
{
    private readonly KeyValuePair<string, double>[] _values;

    /// <summary>These numbers.</summary>
    /// <exception cref="ArgumentException">A name stands twice.</exception>
    public Metrics(params IEnumerable<KeyValuePair<string, double>> values)
    {
        _values = [.. values];
        for (int i = 1; i < _values.Length; i++)
        {
            if (_values.AsSpan(0, i).IndexOfName(_values[i].Key) >= 0)
            {
                throw new ArgumentException($"the metric '{_values[i].Key}' stands twice", nameof(values));
            }
        }
    }

    /// <summary>A single number.</summary>
    public Metrics(string name, double value) => _values = [new(name, value)];

    /// <summary>No numbers.</summary>
    public static Metrics None { get; } = new();

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <summary>The number of that name.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public double this[string name] => TryGet(name, out double value) ? value : throw new KeyNotFoundException($"there is no metric '{name}'");

    /// <summary>Finds a number by name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out double value)
    {
        int index = _values.AsSpan().IndexOfName(name);
        value = index >= 0 ? _values[index].Value : double.NaN;
        return index >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, double>> GetEnumerator() => ((IEnumerable<KeyValuePair<string, double>>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(Metrics? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i].Key != other._values[i].Key || BitConverter.DoubleToInt64Bits(_values[i].Value) != BitConverter.DoubleToInt64Bits(other._values[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Metrics);

    /// <inheritdoc/>
    public override int GetHashCode() => _values.Aggregate(0, (hash, pair) => HashCode.Combine(hash, pair.Key, pair.Value));

    /// <summary>The numbers as <c>name=value, name=value</c>.</summary>
    public override string ToString() => string.Join(", ", _values.Select(p => $"{p.Key}={p.Value:R}"));
}

internal static class MetricSpans
{
    public static int IndexOfName(this Span<KeyValuePair<string, double>> values, string name)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i].Key == name)
            {
                return i;
            }
        }

        return -1;
    }
}
