using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Files.Schedulers;
using HpoActors.Files.Searchers;

namespace HpoActors.Files;

/// <summary>Reads which searcher and which trial scheduler: <c>searcher = grid</c>, or <c>searcher { type = grid, resolution = 5 }</c>.</summary>
internal static class PolicyReader
{
    private static readonly Dictionary<string, Func<OptionReader, SearcherSettings>> Searchers = new(StringComparer.Ordinal)
    {
        ["random"] = reader => Plain(reader, new RandomSearcherSettings()),
        ["grid"] = GridSearcherReader.Read,
        ["sobol"] = SobolSearcherReader.Read,
        ["tpe"] = TpeSearcherReader.Read,
        ["gp"] = GpSearcherReader.Read,
        ["cma-es"] = CmaEsSearcherReader.Read,
        ["de"] = DeSearcherReader.Read,
        ["evolution"] = EvolutionSearcherReader.Read,
    };

    private static readonly Dictionary<string, Func<OptionReader, SchedulerSettings>> Schedulers = new(StringComparer.Ordinal)
    {
        ["fifo"] = reader => Plain(reader, new FifoSchedulerSettings()),
        ["asha"] = AshaSchedulerReader.Read,
        ["sha"] = ShaSchedulerReader.Read,
        ["hyperband"] = HyperbandSchedulerReader.Read,
        ["pasha"] = PashaSchedulerReader.Read,
        ["median"] = MedianSchedulerReader.Read,
        ["pbt"] = PbtSchedulerReader.Read,
        ["bohb"] = BohbSchedulerReader.Read,
        ["dehb"] = DehbSchedulerReader.Read,
    };

    // Guards go with any scheduler: they are read before it and are no option of its own.
    private static readonly Dictionary<string, Func<OptionReader, SchedulerSettings>> Guarded = Schedulers.ToDictionary(
        s => s.Key,
        s => new Func<OptionReader, SchedulerSettings>(reader => GuardsReader.Read(reader) is { } guards ? new GuardedSchedulerSettings(s.Value(reader), guards) : s.Value(reader)),
        StringComparer.Ordinal);

    public static IReadOnlyCollection<string> SearcherNames => Searchers.Keys;

    public static SearcherSettings Searcher(OptionReader experiment) => Read(experiment, "searcher", Searchers);

    public static SchedulerSettings Scheduler(OptionReader experiment) => Read(experiment, "scheduler", Guarded);

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
}
