using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Random;
using HpoActors.Files.Searchers;

namespace HpoActors.Files;

/// <summary>Reads which searcher and which trial scheduler: <c>searcher = grid</c>, or <c>searcher { type = grid, resolution = 5 }</c>.</summary>
internal static class PolicyReader
{
    // A larger grid along one hyperparameter is a slip, and would be laid out in memory.
    private const int MaxResolution = 1_000_000;

    private static readonly Dictionary<string, Func<OptionReader, SearcherSettings>> Searchers = new(StringComparer.Ordinal)
    {
        ["random"] = reader => Plain(reader, new RandomSearcherSettings()),
        ["grid"] = Grid,
        ["cma-es"] = CmaEsSearcherReader.Read,
        ["gp"] = GpSearcherReader.Read,
    };

    private static readonly Dictionary<string, Func<OptionReader, SchedulerSettings>> Schedulers = new(StringComparer.Ordinal)
    {
        ["fifo"] = reader => Plain(reader, new FifoSchedulerSettings()),
    };

    public static IReadOnlyCollection<string> SearcherNames => Searchers.Keys;

    public static SearcherSettings Searcher(OptionReader experiment) => Read(experiment, "searcher", Searchers);

    public static SchedulerSettings Scheduler(OptionReader experiment) => Read(experiment, "scheduler", Schedulers);

    private static T Read<T>(OptionReader experiment, string key, Dictionary<string, Func<OptionReader, T>> types)
    {
        if (experiment.Raw(key) is OptionSet set)
        {
            OptionReader options = set.Read($"{experiment.Path}.{key}");
            return options.Known("type", types)(options);
        }

        return experiment.Known(key, types)(OptionSet.Empty.Read($"{experiment.Path}.{key}"));
    }

    private static T Plain<T>(OptionReader reader, T settings)
    {
        reader.Only("type");
        return settings;
    }

    private static GridSearcherSettings Grid(OptionReader reader)
    {
        reader.Only("type", "resolution");
        GridSearcherSettings defaults = new();
        return reader.Integer("resolution", min: 1) is not { } resolution ? defaults
            : resolution <= MaxResolution ? defaults with { Resolution = (int)resolution }
            : throw reader.Error("resolution", $"must be at most {MaxResolution} (is {resolution})");
    }
}
