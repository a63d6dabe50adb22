namespace HpoActors.Objectives.Function;

/// <summary>A function's value at a point.</summary>
public delegate double PointFunction(ReadOnlySpan<double> x);

/// <summary>A test function of the optimisation literature, to be minimised.</summary>
public sealed class TestFunction
{
    private readonly (double Min, double Max)[] _box;
    private readonly Func<int, double> _minimum;
    private readonly Func<int, double[]> _minimizer;

    internal TestFunction(
        string name, int fewest, int? most, (double Min, double Max)[] box, PointFunction evaluate, Func<int, double> minimum, Func<int, double[]> minimizer)
    {
        Name = name;
        FewestDimensions = fewest;
        MostDimensions = most;
        Evaluate = evaluate;
        _box = box;
        _minimum = minimum;
        _minimizer = minimizer;
    }

    /// <summary>The name in experiment files, such as <c>branin</c>.</summary>
    public string Name { get; }

    /// <summary>The fewest dimensions it is defined for.</summary>
    public int FewestDimensions { get; }

    /// <summary>The most dimensions it is defined for, or null for any number.</summary>
    public int? MostDimensions { get; }

    /// <summary>The function. Thread-safe, without allocation; it looks at no bounds.</summary>
    public PointFunction Evaluate { get; }

    /// <summary>The customary range of a dimension.</summary>
    /// <param name="index">The dimension, from 0.</param>
    public (double Min, double Max) Domain(int index) => _box[Math.Min(index, _box.Length - 1)];

    /// <summary>The smallest value within the customary domain.</summary>
    /// <param name="dimensions">The number of dimensions.</param>
    public double Minimum(int dimensions) => _minimum(dimensions);

    /// <summary>A point with the smallest value; some functions have more than one.</summary>
    /// <param name="dimensions">The number of dimensions.</param>
    public IReadOnlyList<double> Minimizer(int dimensions) => _minimizer(dimensions);
}
