using HpoActors.Core;
using HpoActors.Core.Searchers.Gp;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher = gp</c> or <c>searcher { type = gp, startup = 10 }</c>.</summary>
internal static class GpSearcherReader
{
    public static GpSearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "startup");
        return reader.Integer("startup", min: 1) is not { } startup ? new GpSearcherSettings()
            : startup <= GpSearcherSettings.MostStartup ? new GpSearcherSettings((int)startup)
            : throw reader.Error("startup", $"must be at most {GpSearcherSettings.MostStartup} (is {startup})");
    }
}
