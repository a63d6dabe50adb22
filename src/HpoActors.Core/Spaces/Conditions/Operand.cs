using System.Globalization;

namespace HpoActors.Core.Spaces.Conditions;

/// <summary>A hyperparameter that a condition speaks of. Its values are compared by rank: a number's own value, else the place among the values.</summary>
internal sealed class Operand
{
    private readonly IReadOnlyList<HyperparameterValue>? _values;

    private Operand(Hyperparameter hyperparameter, int place)
    {
        Hyperparameter = hyperparameter;
        Place = place;
        _values = hyperparameter is FloatHyperparameter or IntHyperparameter ? null : hyperparameter.Grid(1);
        IsNumeric = _values is null || (_values.All(v => v.IsNumber) && (hyperparameter is not OrdinalHyperparameter || Rise(_values)));
    }

    public Hyperparameter Hyperparameter { get; }

    public int Place { get; }

    /// <summary>Whether values compare as numbers. An ordinal's compare by their order, where that is another.</summary>
    public bool IsNumeric { get; }

    public bool IsBool => _values is not null && _values.All(v => v.Kind == ValueKind.Bool);

    /// <summary>A value, for an error's advice.</summary>
    public string Example => (_values?[0] ?? Hyperparameter.FromUnit(0.5)).ToString();

    public static Operand Find(string name, IReadOnlyList<Hyperparameter> hyperparameters) => TryFind(name, hyperparameters)
        ?? throw new FormatException(
            $"there is no hyperparameter '{name}' in the space{Nearest.Hint(name, [.. hyperparameters.Select(h => h.Name)])}; a comparison names a hyperparameter first");

    public static Operand? TryFind(string name, IReadOnlyList<Hyperparameter> hyperparameters)
    {
        for (int i = 0; i < hyperparameters.Count; i++)
        {
            if (hyperparameters[i].Name == name)
            {
                return new Operand(hyperparameters[i], i);
            }
        }

        return null;
    }

    public void RequireOrder(string op)
    {
        if (!IsNumeric && Hyperparameter is not OrdinalHyperparameter)
        {
            throw new FormatException($"'{Hyperparameter.Name} {op} …': the values of {Hyperparameter.Name} have no order; use ==, != or in [a, b], or make it an ordinal");
        }
    }

    public double Rank(HyperparameterValue value) => IsNumeric ? value.AsDouble() : IndexOf(value);

    /// <summary>The rank of a value as it is written.</summary>
    /// <exception cref="FormatException">The hyperparameter has no such value.</exception>
    public double RankOf(string text)
    {
        if (_values is null)
        {
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number)
                ? number
                : throw new FormatException($"'{text}' is neither a number nor a hyperparameter's name; {Hyperparameter.Name} is {Hyperparameter.Describe()}");
        }

        HyperparameterValue parsed = HyperparameterValue.Parse(text);
        foreach (HyperparameterValue value in _values)
        {
            if (value.ToString() == text || AreEqual(value, parsed))
            {
                return Rank(value);
            }
        }

        // A numeric choice may be compared with any number; what never holds is found by its caller.
        string[] names = [.. _values.Select(v => v.ToString())];
        return IsNumeric && parsed.IsNumber
            ? parsed.AsDouble()
            : throw new FormatException($"{Hyperparameter.Name} is never '{text}'{Nearest.Hint(text, names)}; it is {Hyperparameter.Describe()}");
    }

    /// <summary>Whether the comparison holds for some value.</summary>
    public bool CanHold(string op, double wanted)
    {
        Func<double, double, bool> compare = Comparison.Of(op);
        if (_values is not null)
        {
            return _values.Any(v => compare(Rank(v), wanted));
        }

        (double min, double max) = Ends();
        return op switch
        {
            "==" => Hyperparameter.Contains(Hyperparameter is FloatHyperparameter ? HyperparameterValue.Of(wanted) : HyperparameterValue.Of(Whole(wanted))),
            "!=" => min != max || min != wanted,
            "<" or "<=" => compare(min, wanted),
            _ => compare(max, wanted),
        };
    }

    /// <summary>Whether the comparison of two numeric ones holds for some of their values.</summary>
    public bool CanHold(string op, Operand other)
    {
        (double min, double max) = Ends();
        (double otherMin, double otherMax) = other.Ends();
        return op switch
        {
            "==" => min <= otherMax && max >= otherMin && (_values is null || other._values is null || SharesValueWith(other)),
            "!=" => min != max || otherMin != otherMax || min != otherMin,
            "<" or "<=" => Comparison.Of(op)(min, otherMax),
            _ => Comparison.Of(op)(max, otherMin),
        };
    }

    /// <summary>Whether both can have the same value; at least one of them has finitely many.</summary>
    public bool SharesValueWith(Operand other) => (_values, other._values) switch
    {
        ({ } mine, { } others) => mine.Any(v => others.Any(w => AreEqual(v, w))),
        ({ } mine, null) => mine.Any(v => v.IsNumber && other.CanHold("==", v.AsDouble())),
        _ => other.SharesValueWith(this),
    };

    /// <summary>Whether two values are equal, whole numbers and others alike.</summary>
    public static bool AreEqual(HyperparameterValue a, HyperparameterValue b) => a == b || (a.IsNumber && b.IsNumber && a.AsDouble() == b.AsDouble());

    // A grid begins and ends with the very bounds, or the last value on the step.
    private (double Min, double Max) Ends()
    {
        IReadOnlyList<HyperparameterValue> values = _values ?? Hyperparameter.Grid(2);
        return (values.Min(v => v.AsDouble()), values.Max(v => v.AsDouble()));
    }

    // What is no whole number is no int's value, and neither is this.
    private static long Whole(double x) => x == Math.Floor(x) && Math.Abs(x) < 1e18 ? (long)x : long.MaxValue;

    private static bool Rise(IReadOnlyList<HyperparameterValue> values) => values.Zip(values.Skip(1)).All(pair => pair.First.AsDouble() < pair.Second.AsDouble());

    private int IndexOf(HyperparameterValue value)
    {
        for (int i = 0; i < _values!.Count; i++)
        {
            if (_values[i] == value)
            {
                return i;
            }
        }

        return -1;
    }
}
