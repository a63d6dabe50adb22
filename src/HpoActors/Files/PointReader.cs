using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Reads <c>points = [{ learning_rate = 0.01, layers = 2 }]</c>: a value for every hyperparameter that exists there; a constant may be left out.</summary>
internal static class PointReader
{
    private const string Key = "points";
    private const string Form = "a list of blocks, such as points = [{ x = 1, y = 2 }]";

    public static Configuration[] Read(OptionReader experiment, SearchSpace space)
    {
        IReadOnlyList<object> items = experiment.Raw(Key) as IReadOnlyList<object> ?? throw experiment.Error(Key, $"must be {Form}");
        return [.. items.Select((item, i) => item is OptionSet point
            ? Configuration(point.Read($"{experiment.Path}.{Key}[{i}]"), space)
            : throw experiment.Error($"{Key}[{i}]", $"must be a block: points is {Form}"))];
    }

    /// <summary>
    /// A configuration in the space's order, whatever the file's. What is missing or too much is found by the specification, which knows the conditions.
    /// </summary>
    public static Configuration Configuration(OptionReader point, SearchSpace space)
    {
        point.Only([.. space.Hyperparameters.Select(h => h.Name)]);
        List<KeyValuePair<string, HyperparameterValue>> values = [];
        foreach (Hyperparameter hyperparameter in space.Hyperparameters)
        {
            if (point.Raw(hyperparameter.Name) is OptionSet)
            {
                values.Add(new(hyperparameter.Name, OfKind(point.Section(hyperparameter.Name)!, hyperparameter)));
            }
            else if (point.Text(hyperparameter.Name) is { } text)
            {
                values.Add(new(hyperparameter.Name, WrittenValue.For(hyperparameter, text) ?? throw Wrong(point, hyperparameter, text)));
            }
            else if (hyperparameter is ConstantHyperparameter { When: null } constant)
            {
                values.Add(new(constant.Name, constant.Value));
            }
        }

        return new Configuration(values);
    }

    // { kind = text, value = 1 }: where a hyperparameter has two values that look the same.
    private static HyperparameterValue OfKind(OptionReader reader, Hyperparameter hyperparameter)
    {
        reader.Only(ValueTexts.Kind, "value");
        string text = reader.RequiredText("value");
        return ValueTexts.Read(reader, "value", [text]) is not [var value] ? throw reader.Error(ValueTexts.Kind, "is missing; write float, int, text or bool")
            : hyperparameter.Contains(value) ? value
            : throw reader.Error("value", $"must be one of the space's values: {hyperparameter.Describe()} (is '{text}')");
    }

    private static InvalidOptionException Wrong(OptionReader point, Hyperparameter hyperparameter, string text)
    {
        IEnumerable<string> names = hyperparameter is FloatHyperparameter or IntHyperparameter ? [] : hyperparameter.Grid(1).Select(v => v.ToString());
        return point.Error(hyperparameter.Name, $"must be one of the space's values: {hyperparameter.Describe()} (is '{text}'){Nearest.Hint(text, names)}");
    }
}
