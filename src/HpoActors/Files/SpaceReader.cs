using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Reads <c>space { learning_rate { type = float, min = 1e-4, max = 1, scale = log } }</c>, conditions and forbidden combinations included.</summary>
internal static class SpaceReader
{
    /// <summary>The key of the forbidden combinations, which no hyperparameter can have as its name.</summary>
    public const string Forbid = "forbid";

    private static readonly Dictionary<string, Func<string, OptionReader, Hyperparameter>> Types = new(StringComparer.Ordinal)
    {
        ["float"] = Float,
        ["int"] = Int,
        ["choice"] = (name, reader) => new ChoiceHyperparameter(name, Values(reader)),
        ["ordinal"] = (name, reader) => new OrdinalHyperparameter(name, Values(reader)),
        ["bool"] = Bool,
        ["constant"] = Constant,
    };

    public static SearchSpace Read(OptionReader space)
    {
        Condition[] forbidden = Forbidden(space);
        if (!space.Keys.Any(name => name != Forbid))
        {
            throw new InvalidOptionException(space.Path, "has no hyperparameter; add one, such as x { type = float, min = 0, max = 1 }");
        }

        List<Hyperparameter> hyperparameters = [];
        foreach (string name in space.Keys.Where(name => name != Forbid))
        {
            OptionReader reader = space.RequiredSection(name);
            Func<string, OptionReader, Hyperparameter> read = reader.Known("type", Types);
            try
            {
                hyperparameters.Add(read(name, reader) with { When = When(reader) });
            }
            catch (InvalidOptionException e) when (!e.Key.StartsWith(reader.Path, StringComparison.Ordinal))
            {
                // Hyperparameters know their own name, not where their space stands.
                throw e.Under(space.Path);
            }
        }

        try
        {
            return new SearchSpace(hyperparameters, forbidden);
        }
        catch (InvalidOptionException e)
        {
            throw e.Under(space.Path);
        }
    }

    private static Condition[] Forbidden(OptionReader space)
    {
        if (space.Raw(Forbid) is OptionSet)
        {
            throw space.Error(Forbid, "is the list of forbidden combinations, forbid = [\"a > 1 && b == c\"], and no hyperparameter can have that name; rename it");
        }

        return [.. (space.TextList(Forbid) ?? []).Select((clause, i) => ConditionOf(clause, space, $"{Forbid}[{i}]"))];
    }

    private static Condition? When(OptionReader reader) => reader.Text("when") is { } text ? ConditionOf(text, reader, "when") : null;

    private static Condition ConditionOf(string text, OptionReader reader, string key)
    {
        try
        {
            return Condition.Parse(text);
        }
        catch (FormatException e)
        {
            throw reader.Error(key, e.Message);
        }
    }

    private static FloatHyperparameter Float(string name, OptionReader reader)
    {
        reader.Only("type", "min", "max", "scale", "step", "prior", "when");
        return new FloatHyperparameter(
            name, reader.RequiredNumber("min"), reader.RequiredNumber("max"), ScaleOf(reader), reader.Number("step"), PriorOf(reader));
    }

    private static IntHyperparameter Int(string name, OptionReader reader)
    {
        reader.Only("type", "min", "max", "scale", "step", "prior", "when");
        return new IntHyperparameter(
            name, reader.RequiredInteger("min"), reader.RequiredInteger("max"), ScaleOf(reader), reader.Integer("step") ?? 1, PriorOf(reader));
    }

    private static BoolHyperparameter Bool(string name, OptionReader reader)
    {
        reader.Only("type", "when");
        return new BoolHyperparameter(name);
    }

    private static ConstantHyperparameter Constant(string name, OptionReader reader)
    {
        reader.Only("type", "value", "kind", "when");
        string text = reader.RequiredText("value");
        return new ConstantHyperparameter(name, ValueTexts.Read(reader, "value", [text]) is [var value] ? value : HyperparameterValue.Parse(text));
    }

    private static Scale ScaleOf(OptionReader reader) =>
        reader.OneOf("scale", ("linear", Scale.Linear), ("log", Scale.Log)) ?? Scale.Linear;

    private static Prior? PriorOf(OptionReader reader) => PriorReader.Read(reader.Section("prior"));

    // Where no kind is named, one list has values of one kind: what is no number or flag makes all of them texts, and a fraction makes all of them floats.
    private static HyperparameterValue[] Values(OptionReader reader)
    {
        reader.Only("type", "values", "kind", "when");
        IReadOnlyList<string> texts = reader.TextList("values") ?? throw reader.Error("values", "is missing; write a list, values = [a, b]");
        if (ValueTexts.Read(reader, "values", texts) is { } ofKind)
        {
            return ofKind;
        }

        HyperparameterValue[] values = [.. texts.Select(HyperparameterValue.Parse)];
        return values switch
        {
            _ when values.All(v => v.Kind == values[0].Kind) => values,
            _ when values.All(v => v.IsNumber) => [.. values.Select(v => HyperparameterValue.Of(v.AsDouble()))],
            _ => [.. texts.Select(HyperparameterValue.Of)],
        };
    }
}
