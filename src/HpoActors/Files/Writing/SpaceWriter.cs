using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files.Writing;

/// <summary>Writes the block <c>space</c>.</summary>
internal static class SpaceWriter
{
    public static HoconBlock Write(SearchSpace space)
    {
        HoconBlock block = new(null) { Opened = true };
        foreach (Hyperparameter hyperparameter in space.Hyperparameters)
        {
            if (hyperparameter.Name == SpaceReader.Forbid)
            {
                throw new InvalidOptionException("space", $"has a hyperparameter named {SpaceReader.Forbid}, which is the list of forbidden combinations in a file; rename it");
            }

            block.Entries.Add(hyperparameter.Name, Of(hyperparameter).With(("when", hyperparameter.When?.Text)));
        }

        return block.With((SpaceReader.Forbid, space.Forbidden.Select(clause => clause.Text)));
    }

    /// <summary>A list of values with their kinds.</summary>
    public static HoconBlock Values(HoconBlock block, string name, IReadOnlyList<HyperparameterValue> values)
    {
        ValueKind[] kinds = [.. values.Select(v => v.Kind)];
        return block.With(
            ("values", values.Select(v => ValueTexts.Of(name, v))),
            (ValueTexts.Kind, kinds.Distinct().Count() == 1 ? ValueTexts.NameOf(kinds[0]) : kinds.Select(ValueTexts.NameOf)));
    }

    private static HoconBlock Of(Hyperparameter hyperparameter) => hyperparameter switch
    {
        FloatHyperparameter x => Nodes.Block(
            ("type", "float"), ("min", x.Min), ("max", x.Max), ("scale", NameOf(x.Scale)), ("step", x.Step), ("prior", PriorOf(x.Prior))),
        IntHyperparameter n => Nodes.Block(
            ("type", "int"), ("min", n.Min), ("max", n.Max), ("scale", NameOf(n.Scale)), ("step", n.Step), ("prior", PriorOf(n.Prior))),
        ChoiceHyperparameter c => Values(Nodes.Block(("type", "choice")), c.Name, c.Values),
        OrdinalHyperparameter o => Values(Nodes.Block(("type", "ordinal")), o.Name, o.Values),
        BoolHyperparameter => Nodes.Block(("type", "bool")),
        ConstantHyperparameter c => Nodes.Block(("type", "constant"), ("value", ValueTexts.Of(c.Name, c.Value)), (ValueTexts.Kind, ValueTexts.NameOf(c.Value.Kind))),
        _ => throw new ArgumentException($"{hyperparameter.GetType()} is no hyperparameter that files have", nameof(hyperparameter)),
    };

    private static string NameOf(Scale scale) => scale == Scale.Log ? "log" : "linear";

    private static HoconBlock? PriorOf(Prior? prior)
    {
        HoconBlock? block = prior is null ? null : Nodes.Block(("type", prior.Name));
        foreach ((string key, double value) in prior?.Parameters ?? [])
        {
            block!.With((key, value));
        }

        return block;
    }
}
