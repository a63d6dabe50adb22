using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers.Grid;

/// <summary>
/// Which of a hyperparameter's values a grid has: those that are listed, or as many as the resolution says from a part of its range.
/// </summary>
public sealed record GridAxis
{
    /// <summary>The values, in the order in which they are walked; null (default) for a range. A text stands for the value that it spells.</summary>
    public IReadOnlyList<HyperparameterValue>? Values { get; init; }

    /// <summary>The smallest value of a float or int, within its range. Default null: its own.</summary>
    public double? Min { get; init; }

    /// <summary>The largest value of a float or int, within its range. Default null: its own.</summary>
    public double? Max { get; init; }

    /// <summary>The number of values of a float or int that has more. Default null: the grid's.</summary>
    public int? Resolution { get; init; }

    /// <inheritdoc/>
    public bool Equals(GridAxis? other) =>
        other is not null && Min == other.Min && Max == other.Max && Resolution == other.Resolution
        && (Values is null ? other.Values is null : other.Values is not null && Values.SequenceEqual(other.Values));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Values?.Count, Min, Max, Resolution);

    /// <summary>The values of a hyperparameter.</summary>
    /// <param name="hyperparameter">Which.</param>
    /// <param name="resolution">The grid's own resolution.</param>
    /// <param name="key">The axis's path, for messages.</param>
    /// <exception cref="InvalidOptionException">The axis does not fit the hyperparameter.</exception>
    internal IReadOnlyList<HyperparameterValue> Of(Hyperparameter hyperparameter, int resolution, string key)
    {
        if (Values is not null)
        {
            return Min is null && Max is null && Resolution is null
                ? Listed(hyperparameter, key)
                : throw new InvalidOptionException(key, "has values and a range; leave one of them out");
        }

        if (Resolution < 1)
        {
            throw new InvalidOptionException($"{key}.resolution", $"must be at least 1 (is {Resolution})");
        }

        return hyperparameter switch
        {
            FloatHyperparameter x => Part(x, key).Grid(Resolution ?? resolution),
            IntHyperparameter n => Part(n, key).Grid(Resolution ?? resolution),
            _ when Min is null && Max is null && Resolution is null => hyperparameter.Grid(resolution),
            _ => throw new InvalidOptionException(key, $"has a range, and {hyperparameter.Name} is a {hyperparameter.Describe()}; list values instead"),
        };
    }

    private List<HyperparameterValue> Listed(Hyperparameter hyperparameter, string key)
    {
        List<HyperparameterValue> values = [];
        foreach (HyperparameterValue written in Values!)
        {
            if (Native(hyperparameter, written) is not { } value)
            {
                throw new InvalidOptionException($"{key}.values", $"has {written}, which is no {hyperparameter.Describe()}");
            }

            if (values.Contains(value))
            {
                throw new InvalidOptionException($"{key}.values", $"has {written} twice; each value stands once");
            }

            values.Add(value);
        }

        return values.Count > 0 ? values : throw new InvalidOptionException($"{key}.values", "needs at least one value");
    }

    // A whole number may stand for a float, and a text for what it spells.
    private static HyperparameterValue? Native(Hyperparameter hyperparameter, HyperparameterValue written)
    {
        HyperparameterValue spelled = written.Kind == ValueKind.Text ? HyperparameterValue.Parse(written.AsText()) : written;
        return hyperparameter.Contains(written) ? written
            : hyperparameter.Contains(spelled) ? spelled
            : spelled.IsNumber && HyperparameterValue.Of(spelled.AsDouble()) is var widened && hyperparameter.Contains(widened) ? widened
            : null;
    }

    private FloatHyperparameter Part(FloatHyperparameter x, string key)
    {
        (double min, double max) = Range(x.Min, x.Max, key);
        if (x.Step is not { } step)
        {
            return new FloatHyperparameter(x.Name, min, max, x.Scale);
        }

        StepGrid grid = new(x.Min, x.Max, step);
        long first = (long)Math.Clamp(Math.Floor((min - x.Min) / step), 0, grid.Count - 1);
        while (first < grid.Count && grid[first] < min)
        {
            first++;
        }

        return first < grid.Count && grid[first] <= max
            ? new FloatHyperparameter(x.Name, grid[first], max, step: step)
            : throw NoValue(min, max, key);
    }

    private IntHyperparameter Part(IntHyperparameter n, string key)
    {
        (double min, double max) = Range(n.Min, n.Max, key);
        long first = n.Min + ((long)Math.Ceiling((min - n.Min) / n.Step) * n.Step);
        long last = (long)Math.Floor(max);
        return first <= last ? new IntHyperparameter(n.Name, first, last, n.Scale, n.Step) : throw NoValue(min, max, key);
    }

    private (double Min, double Max) Range(double smallest, double largest, string key)
    {
        (double min, double max) = (Min ?? smallest, Max ?? largest);
        return !(min >= smallest && min <= largest) ? throw Outside("min", min)
            : !(max >= smallest && max <= largest) ? throw Outside("max", max)
            : min <= max ? (min, max)
            : throw new InvalidOptionException($"{key}.min", $"is above max ({min} > {max}); swap them");

        InvalidOptionException Outside(string end, double value) => new($"{key}.{end}", $"must lie in [{smallest}, {largest}], the hyperparameter's range (is {value})");
    }

    private static InvalidOptionException NoValue(double min, double max, string key) => new(key, $"has no value: the hyperparameter has none in [{min}, {max}]");
}
