using System.Reflection;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Median;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Files;

/// <summary>Every built-in searcher and scheduler with every option other than its default, found by reflection: an option that is new is among them.</summary>
internal static class PolicySamples
{
    /// <summary>A space that fits the samples.</summary>
    public static SearchSpace Space { get; } = SearchSpace.Build(s => s.Float("x", 0, 1).Int("n", 1, 9).Choice("c", ["a", "b"]));

    public static IReadOnlyList<SearcherSettings> Searchers { get; } = [.. All<SearcherSettings>()];

    public static IReadOnlyList<SchedulerSettings> Schedulers { get; } = [.. All<SchedulerSettings>()];

    private static IEnumerable<T> All<T>() => typeof(T).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(T)) && !type.IsAbstract).OrderBy(type => type.Name, StringComparer.Ordinal)
        .Select(type => (T)Other(type));

    private static object Other(Type type)
    {
        object settings = Defaults(type);
        foreach (PropertyInfo property in type.GetProperties().Where(p => p.CanWrite))
        {
            property.SetValue(settings, Other(property.PropertyType, property.GetValue(settings)));
        }

        return settings;
    }

    private static object Defaults(Type type)
    {
        if (type == typeof(GuardedSchedulerSettings))
        {
            return new GuardedSchedulerSettings(new MedianSchedulerSettings(), new GuardOptions());
        }

        ConstructorInfo constructor = type.GetConstructors().OrderByDescending(c => c.GetParameters().Length).First();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => p.DefaultValue)]);
    }

    private static object Other(Type type, object? value) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(int) => ((int?)value ?? 4) + 3,
        var t when t == typeof(double) => (((double?)value ?? 0.3) * 0.7) + 0.01,
        var t when t == typeof(bool) => !(bool)value!,
        { IsEnum: true } t => Enum.GetValues(t).Cast<object>().Last(),
        var t when t == typeof(IReadOnlyList<double>) => new[] { 0.1, 1 / 3.0 },
        var t when t == typeof(IReadOnlyList<string>) => new[] { "x", "c" },
        var t when t == typeof(IReadOnlyDictionary<string, GridAxis>) => new Dictionary<string, GridAxis>
        {
            ["n"] = (GridAxis)Other(typeof(GridAxis)) with { Values = null },
            ["x"] = new GridAxis { Values = [HyperparameterValue.Of(1 / 3.0), HyperparameterValue.Of(1L), HyperparameterValue.Of("0.5")] },
            ["c"] = new GridAxis { Values = [HyperparameterValue.Of("b")] },
        },
        var t when t == typeof(IReadOnlyList<HyperparameterValue>) => new[] { HyperparameterValue.Of(2L) },
        var t when t == typeof(SchedulerSettings) => Other(typeof(MedianSchedulerSettings)),
        var t when t == typeof(GuardOptions) => Other(t),
        _ => throw new InvalidOperationException($"this test knows no other value for an option of type {type}; teach it one"),
    };
}
