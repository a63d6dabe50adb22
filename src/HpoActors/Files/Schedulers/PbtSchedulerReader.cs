using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Pbt;

namespace HpoActors.Files.Schedulers;

/// <summary>
/// Reads <c>scheduler { type = pbt, population = 10, interval = auto, quantile = 0.25, resample = 0.25, factors = [0.8, 1.2], mutate = floats, synchronous = true }</c>.
/// </summary>
internal static class PbtSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "population", "interval", "quantile", "resample", "factors", "mutate", "synchronous");
        PbtSchedulerSettings defaults = new();
        return new PbtSchedulerSettings
        {
            Population = reader.Integer32("population", min: 2) ?? defaults.Population,
            Interval = reader.Unless("interval", "auto", key => reader.Integer32(key, min: 1)),
            Quantile = reader.Number("quantile") ?? defaults.Quantile,
            Resample = reader.Number("resample") ?? defaults.Resample,
            Factors = reader.TextList("factors") is { } factors ? [.. factors.Select(f => Factor(reader, f))] : defaults.Factors,
            Mutate = reader.Raw("mutate") is "floats" ? null : reader.TextList("mutate"),
            Synchronous = reader.Flag("synchronous") ?? defaults.Synchronous,
        };
    }

    private static double Factor(OptionReader reader, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double factor)
            ? factor
            : throw reader.Error("factors", $"must be a list of numbers above 0 (has '{text}')");
}
