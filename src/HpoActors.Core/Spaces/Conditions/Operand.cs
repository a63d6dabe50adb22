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
        IsNumeric = _values is null || (_values.All(v => v.IsNumber) && hyperparameter is not OrdinalHyperparameter);
    }

    public Hyperparameter Hyperparameter { get; }

    public int Place { get; }

    /// <summary>Whether values compare as numbers. An ordinal's compare by their order, which may be another.</summary>
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
            if (value == parsed || value.ToString() == text || (value.IsNumber && parsed.IsNumber && value.AsDouble() == parsed.AsDouble()))
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
        if (_values is not null)
        {
            return _values.Any(v => Comparison.Holds(op, Rank(v), wanted));
        }

        double min = Hyperparameter is FloatHyperparameter x ? x.Min : ((IntHyperparameter)Hyperparameter).Min;
        double max = Hyperparameter.FromUnit(1).AsDouble();
        return op switch
        {
            "==" => Hyperparameter.Contains(Hyperparameter is FloatHyperparameter ? HyperparameterValue.Of(wanted) : HyperparameterValue.Of(Whole(wanted))),
            "!=" => Hyperparameter.Cardinality != 1 || min != wanted,
            "<" or "<=" => Comparison.Holds(op, min, wanted),
            _ => Comparison.Holds(op, max, wanted),
        };
    }

    // What is no whole number is no int's value, and neither is this.
    private static long Whole(double x) => x == Math.Floor(x) && Math.Abs(x) < 1e18 ? (long)x : long.MaxValue;

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
