using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Turns a value as it stands in a file or document into one that a hyperparameter takes: <c>1</c> is a float's 1.0, and a choice's 1.0 too.</summary>
internal static class WrittenValue
{
    /// <summary>The hyperparameter's value, or null where it has no such one.</summary>
    public static HyperparameterValue? For(Hyperparameter hyperparameter, string text)
    {
        if (hyperparameter is not (FloatHyperparameter or IntHyperparameter))
        {
            foreach (HyperparameterValue value in hyperparameter.Grid(1))
            {
                if (value.ToString() == text)
                {
                    return value;
                }
            }
        }

        return For(hyperparameter, HyperparameterValue.Parse(text));
    }

    /// <inheritdoc cref="For(Hyperparameter, string)"/>
    public static HyperparameterValue? For(Hyperparameter hyperparameter, HyperparameterValue written)
    {
        HyperparameterValue native = hyperparameter switch
        {
            FloatHyperparameter when written.IsNumber => HyperparameterValue.Of(written.AsDouble()),
            IntHyperparameter when written.IsNumber && written.AsDouble() is var x && double.IsInteger(x) && Math.Abs(x) <= 1L << 53 => HyperparameterValue.Of((long)x),
            FloatHyperparameter or IntHyperparameter => written,
            _ => hyperparameter.Grid(1).FirstOrDefault(v => v.IsNumber && written.IsNumber && v.AsDouble() == written.AsDouble(), written),
        };
        return hyperparameter.Contains(native) ? native : null;
    }
}
