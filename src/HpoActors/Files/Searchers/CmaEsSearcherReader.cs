using HpoActors.Core;
using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Files.Searchers;

/// <summary>Reads <c>searcher = cma-es</c> or <c>searcher { type = cma-es, startup = 10, population = auto, sigma = 0.08 }</c>.</summary>
internal static class CmaEsSearcherReader
{
    public static CmaEsSearcherSettings Read(OptionReader reader)
    {
        reader.Only("type", "startup", "population", "sigma");
        CmaEsSearcherSettings defaults = new();
        double sigma = reader.Number("sigma") ?? defaults.Sigma;
        if (sigma is not (> 0 and <= 1))
        {
            throw reader.Error("sigma", $"must be above 0 and at most 1 (is {reader.Raw("sigma")})");
        }

        return defaults with
        {
            Startup = Within(reader, "startup", reader.Integer("startup"), 1, CmaEsSearcherSettings.MostStartup) ?? defaults.Startup,
            Population = Within(reader, "population", reader.Unless("population", "auto", key => reader.Integer(key)), 2, CmaEsSearcherSettings.MostPopulation),
            Sigma = sigma,
        };
    }

    private static int? Within(OptionReader reader, string key, long? number, int min, int max) =>
        number is null || (number >= min && number <= max) ? (int?)number : throw reader.Error(key, $"must be from {min} to {max} (is {number})");
}
