namespace HpoActors.Core.Spaces.Binding;

/// <summary>A number in a range, every value equally likely: <c>[Uniform(0, 0.99)] double Momentum</c>.</summary>
public sealed class UniformAttribute(double min, double max) : NumericAttribute(min, max)
{
    private protected override Scale WantedScale => Scale.Linear;
}

/// <summary>A positive number in a range, every order of magnitude equally likely: <c>[LogUniform(1e-6, 1e-1)] double LearningRate</c>.</summary>
public sealed class LogUniformAttribute(double min, double max) : NumericAttribute(min, max)
{
    private protected override Scale WantedScale => Scale.Log;
}

/// <summary>A number in a range with a normal prior, truncated to it: <c>[Normal(0, 1, mean: 0.5, sd: 0.1)]</c>.</summary>
public sealed class NormalAttribute(double min, double max, double mean, double sd) : NumericAttribute(min, max)
{
    /// <summary>The normal's mean before truncation.</summary>
    public double Mean { get; } = mean;

    /// <summary>Its standard deviation before truncation, above 0.</summary>
    public double Sd { get; } = sd;

    /// <summary>Default linear.</summary>
    public Scale Scale { get; set; }

    private protected override Scale WantedScale => Scale;

    private protected override Prior Prior => Prior.Normal(Mean, Sd);
}

/// <summary>A positive number in a range whose natural logarithm has a normal prior, truncated to it: <c>[LogNormal(1e-4, 1, mean: -4, sd: 2)]</c>.</summary>
public sealed class LogNormalAttribute(double min, double max, double mean, double sd) : NumericAttribute(min, max)
{
    /// <summary>The mean of the logarithm before truncation.</summary>
    public double Mean { get; } = mean;

    /// <summary>Its standard deviation before truncation, above 0.</summary>
    public double Sd { get; } = sd;

    /// <summary>Default log.</summary>
    public Scale Scale { get; set; } = Scale.Log;

    private protected override Scale WantedScale => Step == 0 ? Scale : Scale.Linear;

    private protected override Prior Prior => Prior.LogNormal(Mean, Sd);
}

/// <summary>A number in a range with a beta prior over it: <c>[Beta(0, 1, alpha: 2, beta: 5)]</c>.</summary>
public sealed class BetaAttribute(double min, double max, double alpha, double beta) : NumericAttribute(min, max)
{
    /// <summary>First shape, above 0: larger moves mass up.</summary>
    public double Alpha { get; } = alpha;

    /// <summary>Second shape, above 0: larger moves mass down.</summary>
    public double Beta { get; } = beta;

    /// <summary>Default linear.</summary>
    public Scale Scale { get; set; }

    private protected override Scale WantedScale => Scale;

    private protected override Prior Prior => Prior.Beta(Alpha, Beta);
}
