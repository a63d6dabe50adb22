using System.Globalization;
using HpoActors.Core.Spaces;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Persistence.Exports.Optuna;

/// <summary>
/// A hyperparameter as Optuna has it: float and int as they are, without a prior; all others categorical, an ordinal in its order, a constant with a single choice.
/// </summary>
internal sealed class OptunaDistribution
{
    private readonly IReadOnlyList<HyperparameterValue>? _choices;

    public OptunaDistribution(Hyperparameter hyperparameter)
    {
        _choices = hyperparameter is FloatHyperparameter or IntHyperparameter ? null : hyperparameter.Grid(1);
        Json = Write(hyperparameter).ToString(Formatting.None);
    }

    /// <summary>What stands in <c>distribution_json</c>.</summary>
    public string Json { get; }

    /// <summary>What stands in <c>param_value</c>: the number itself, or the choice's index.</summary>
    public double Internal(HyperparameterValue value)
    {
        if (_choices is null)
        {
            return value.AsDouble();
        }

        for (int i = 0; i < _choices.Count; i++)
        {
            if (_choices[i] == value)
            {
                return i;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(value), value, "is none of the hyperparameter's values");
    }

    /// <summary>A value as JSON that Python reads as the same type: a float has a point or an exponent.</summary>
    public static JToken Token(HyperparameterValue value) => value.Kind switch
    {
        ValueKind.Float => Number(value.AsDouble()),
        ValueKind.Int => new JValue(value.AsInt64()),
        ValueKind.Bool => new JValue(value.AsBool()),
        _ => new JValue(value.AsText()),
    };

    private static JObject Write(Hyperparameter hyperparameter) => hyperparameter switch
    {
        FloatHyperparameter range => Of("FloatDistribution", new JObject
        {
            ["step"] = range.Step is { } step ? Number(step) : JValue.CreateNull(),
            ["low"] = Number(range.Min),

            // Optuna wants an upper bound that a step reaches.
            ["high"] = Number(range.Step is null ? range.Max : range.FromUnit(1).AsDouble()),
            ["log"] = range.Scale == Scale.Log,
        }),
        IntHyperparameter range => Of("IntDistribution", new JObject
        {
            ["log"] = range.Scale == Scale.Log,
            ["step"] = range.Step,
            ["low"] = range.Min,
            ["high"] = range.Max - ((range.Max - range.Min) % range.Step),
        }),
        _ => Of("CategoricalDistribution", new JObject { ["choices"] = new JArray(hyperparameter.Grid(1).Select(Token)) }),
    };

    private static JObject Of(string name, JObject attributes) => new() { ["name"] = name, ["attributes"] = attributes };

    private static JRaw Number(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return new JRaw(text.AsSpan().IndexOfAny('.', 'E') >= 0 ? text : text + ".0");
    }
}
