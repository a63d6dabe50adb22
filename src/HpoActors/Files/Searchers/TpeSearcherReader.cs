using HpoActors.Core;
using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher { type = tpe, startup = 6, candidates = 24, multivariate = true, good-share = 0.15 }</c>.</summary>
internal static class TpeSearcherReader
{
    public static TpeSearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "startup", "candidates", "multivariate", "good-share");
        TpeSearcherSettings defaults = new();
        return new TpeSearcherSettings
        {
            Startup = reader.Integer32("startup", min: 1) ?? defaults.Startup,
            Candidates = reader.Integer32("candidates", min: 1) switch
            {
                null => defaults.Candidates,
                <= TpeSearcherSettings.MostCandidates and var candidates => candidates,
                var candidates => throw reader.Error("candidates", $"must be at most {TpeSearcherSettings.MostCandidates} (is {candidates})"),
            },
            Multivariate = reader.Flag("multivariate") ?? defaults.Multivariate,
            GoodShare = reader.Number("good-share") switch
            {
                null => defaults.GoodShare,
                > 0 and < 1 and var share => share,
                var share => throw reader.Error("good-share", $"must be above 0 and below 1 (is {share})"),
            },
        };
    }
}
