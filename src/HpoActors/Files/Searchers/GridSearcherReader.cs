using HpoActors.Core;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Files.Searchers;

/// <summary>
/// Reads <c>searcher { type = grid, resolution = 10, order = rising, axes { x { values = [1e-4, 1e-2] }, n { min = 1, max = 3 }, m { resolution = 4 } } }</c>.
/// </summary>
internal static class GridSearcherReader
{
    // A larger grid along one hyperparameter is a slip, and would be laid out in memory.
    private const int MaxResolution = 1_000_000;

    public static SearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "resolution", "order", "axes");
        GridSearcherSettings settings = new();
        return settings with
        {
            Resolution = Resolution(reader) ?? settings.Resolution,
            Order = reader.OneOf("order", ("rising", GridOrder.Rising), ("shuffled", GridOrder.Shuffled)) ?? settings.Order,
            Axes = reader.Section("axes") is { } axes ? axes.Keys.ToDictionary(name => name, name => Axis(axes.RequiredSection(name))) : settings.Axes,
        };
    }

    private static GridAxis Axis(OptionReader reader)
    {
        reader.Only("values", "kind", "min", "max", "resolution");
        return new GridAxis
        {
            // Where no kind is named, the hyperparameter tells which values the texts are.
            Values = reader.TextList("values") is { } texts ? ValueTexts.Read(reader, "values", texts) ?? [.. texts.Select(HyperparameterValue.Of)] : null,
            Min = reader.Number("min"),
            Max = reader.Number("max"),
            Resolution = Resolution(reader),
        };
    }

    private static int? Resolution(OptionReader reader) => reader.Integer32("resolution", min: 1) switch
    {
        > MaxResolution and var resolution => throw reader.Error("resolution", $"must be at most {MaxResolution} (is {resolution})"),
        var resolution => resolution,
    };
}
