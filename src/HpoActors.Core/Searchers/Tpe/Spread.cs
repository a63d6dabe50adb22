namespace HpoActors.Core.Searchers.Tpe;

/// <summary>How many weighted observations a dimension has and how far they are apart. An empty one stands for the prior.</summary>
internal struct Spread
{
    private double _squaredWeights;
    private double _first;
    private double _second;

    /// <summary>The weights' sum.</summary>
    public double Weight { get; private set; }

    /// <summary>The number of equally weighted observations that would tell as much, at least 1 (Kish).</summary>
    public readonly double Effective => _squaredWeights > 0 ? Math.Max(1, Weight * Weight / _squaredWeights) : 1;

    /// <summary>The standard deviation, as if the prior, even over [0, 1], were one more observation.</summary>
    public readonly double Deviation
    {
        get
        {
            double weight = Weight + 1;
            double mean = (_first + 0.5) / weight;
            double squares = _second - (2 * mean * _first) + (mean * mean * Weight);
            return Math.Sqrt((Math.Max(0, squares) + (1.0 / 12)) / weight);
        }
    }

    /// <summary>Observations of this weight, of which nothing else is known.</summary>
    public static Spread Of(double weight) => new() { Weight = weight };

    /// <summary>Counts an observation.</summary>
    public void Add(double x, double weight)
    {
        Weight += weight;
        _squaredWeights += weight * weight;
        _first += weight * x;
        _second += weight * x * x;
    }
}
