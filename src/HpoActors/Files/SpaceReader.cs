using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Reads an experiment's <c>space { … }</c>.</summary>
internal static class SpaceReader
{
    private enum Kind
    {
        Float,
        Int,
        Choice,
        Ordinal,
        Bool,
        Constant,
    }

    public static SearchSpace Read(OptionReader space)
    {
        try
        {
            return new SearchSpace([.. space.Keys.ToArray().Select(name => ReadHyperparameter(name, space.RequiredSection(name)))]);
        }
        catch (InvalidOptionException problem) when (!problem.Key.StartsWith("experiment.", StringComparison.Ordinal))
        {
            throw problem.Under(space.Path);
        }
    }

    private static Hyperparameter ReadHyperparameter(string name, OptionReader reader)
    {
        Kind kind = reader.OneOf(
            "type", ("float", Kind.Float), ("int", Kind.Int), ("choice", Kind.Choice), ("ordinal", Kind.Ordinal), ("bool", Kind.Bool), ("constant", Kind.Constant))
            ?? throw reader.Error("type", "is missing; write float, int, choice, ordinal, bool or constant");
        Hyperparameter hyperparameter = kind switch
        {
            Kind.Float => new FloatHyperparameter(
                name, reader.RequiredNumber("min"), reader.RequiredNumber("max"), ReadScale(reader), reader.Number("step"), ReadPrior(reader)),
            Kind.Int => new IntHyperparameter(
                name, reader.RequiredInteger("min"), reader.RequiredInteger("max"), ReadScale(reader), reader.Integer("step") ?? 1, ReadPrior(reader)),
            Kind.Choice => new ChoiceHyperparameter(name, ReadValues(reader)),
            Kind.Ordinal => new OrdinalHyperparameter(name, ReadValues(reader)),
            Kind.Bool => new BoolHyperparameter(name),
            _ => new ConstantHyperparameter(name, HyperparameterValue.Parse(reader.RequiredText("value"))),
        };
        reader.RejectUnknown();
        return hyperparameter;
    }

    private static Scale ReadScale(OptionReader reader) => reader.OneOf("scale", ("linear", Scale.Linear), ("log", Scale.Log)) ?? Scale.Linear;

    // All numbers: numbers, all whole: ints; all true or false: bools; anything else: texts, every one of them.
    private static HyperparameterValue[] ReadValues(OptionReader reader)
    {
        IReadOnlyList<string> texts = reader.TextList("values") ?? throw reader.Error("values", "is missing; write a list in brackets, such as [a, b]");
        HyperparameterValue[] parsed = [.. texts.Select(HyperparameterValue.Parse)];
        if (parsed.All(v => v.Kind == ValueKind.Int) || parsed.All(v => v.Kind == ValueKind.Bool))
        {
            return parsed;
        }

        return parsed.All(v => v.IsNumber)
            ? [.. parsed.Select(v => HyperparameterValue.Of(v.AsDouble()))]
            : [.. texts.Select(HyperparameterValue.Of)];
    }

    private static Prior? ReadPrior(OptionReader reader)
    {
        if (reader.Section("prior") is not { } prior)
        {
            return null;
        }

        string type = prior.RequiredText("type");
        try
        {
            Prior result = type switch
            {
                "uniform" => Prior.Uniform,
                "log-uniform" => Prior.LogUniform,
                "normal" => Prior.Normal(prior.RequiredNumber("mean"), prior.RequiredNumber("sd")),
                "log-normal" => Prior.LogNormal(prior.RequiredNumber("mean"), prior.RequiredNumber("sd")),
                "beta" => Prior.Beta(prior.RequiredNumber("alpha"), prior.RequiredNumber("beta")),
                _ => throw prior.Error("type", $"must be uniform, log-uniform, normal, log-normal or beta (is '{type}'){Nearest.Hint(type, ["uniform", "log-uniform", "normal", "log-normal", "beta"])}"),
            };
            prior.RejectUnknown();
            return result;
        }
        catch (ArgumentOutOfRangeException problem)
        {
            throw prior.Error(problem.ParamName!, $"must be a finite number above 0 (is {problem.ActualValue})");
        }
    }
}
