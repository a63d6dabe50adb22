using HpoActors.Core;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Sobol;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher { type = sobol, sequence = halton, scramble = false }</c>.</summary>
internal static class SobolSearcherReader
{
    public static SearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "sequence", "scramble");
        SobolSearcherSettings defaults = new();
        return new SobolSearcherSettings(
            reader.OneOf("sequence", ("sobol", QuasiRandomSequence.Sobol), ("halton", QuasiRandomSequence.Halton)) ?? defaults.Sequence,
            reader.Flag("scramble") ?? defaults.Scramble);
    }
}
