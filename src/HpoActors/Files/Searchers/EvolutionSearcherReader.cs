using HpoActors.Core;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Evolution;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher { type = evolution, population = 20, sample = 20, startup = 8 }</c>.</summary>
internal static class EvolutionSearcherReader
{
    public static SearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "population", "sample", "startup");
        EvolutionSearcherSettings defaults = new();
        return new EvolutionSearcherSettings(
            reader.Integer32("population", min: 1) ?? defaults.Population,
            reader.Integer32("sample", min: 1) ?? defaults.Sample,
            reader.Integer32("startup", min: 1) ?? defaults.Startup);
    }
}
