using System.Globalization;

namespace HpoActors.Core.Spaces;

/// <summary>How a numeric hyperparameter's range is seen.</summary>
public enum Scale
{
    /// <summary>Equal differences count equally.</summary>
    Linear,

    /// <summary>Equal ratios count equally; the range has to be positive.</summary>
    Log,
}

/// <summary>One dimension of a search space.</summary>
public abstract record Hyperparameter
{
    private protected Hyperparameter(string name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw new InvalidOptionException("name", "a hyperparameter needs a name");
        }

        Name = name;
    }

    /// <summary>The name under which configurations carry the value.</summary>
    public string Name { get; }

    /// <summary>Where the hyperparameter exists, such as <c>layers >= 2</c>; null (default) for everywhere. Other configurations do not have it.</summary>
    public Condition? When { get; init; }

    /// <summary>Whether neighbouring values are alike: not so for a choice and a bool.</summary>
    public virtual bool IsOrdered => true;

    /// <summary>The number of different values, or null where the range is continuous.</summary>
    public abstract long? Cardinality { get; }

    /// <summary>
    /// The value at a share <paramref name="u"/> of the prior's mass: uniform numbers in [0, 1] become draws from the prior. A step, an int's
    /// whole numbers and the bounds are honoured exactly.
    /// </summary>
    public abstract HyperparameterValue FromUnit(double u);

    /// <summary>The way back from <see cref="FromUnit"/>: where a value lies in [0, 1]. Where the prior has no mass, neighbours share a point.</summary>
    /// <param name="value">A value that the hyperparameter may take.</param>
    public abstract UnitCell ToUnit(HyperparameterValue value);

    /// <summary>Whether the value is of the right type, in the range and on the step.</summary>
    public abstract bool Contains(HyperparameterValue value);

    /// <summary>
    /// Values for a grid, in rising order and without repetition: all of them where there are at most <paramref name="resolution"/> or where they have no
    /// order by number, else that many, evenly spaced on the scale from bound to bound.
    /// </summary>
    public abstract IReadOnlyList<HyperparameterValue> Grid(int resolution);

    /// <summary>The type, range, scale and step in one line.</summary>
    public abstract string Describe();

    private protected InvalidOptionException Invalid(string key, string problem) => new($"{Name}.{key}", problem);

    private protected static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
