using HpoActors.Core;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher { type = de, population = 8, factor = 0.5, crossover = 0.7, base = best }</c>.</summary>
internal static class DeSearcherReader
{
    public static SearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "population", "factor", "crossover", "base");
        DeSearcherSettings defaults = new();
        return new DeSearcherSettings(
            reader.Integer32("population", min: 4) ?? defaults.Population,
            reader.Number("factor") ?? defaults.Factor,
            reader.Number("crossover") ?? defaults.Crossover,
            reader.OneOf("base", ("best", DeBase.Best), ("random", DeBase.Random)) ?? defaults.Base);
    }
}
