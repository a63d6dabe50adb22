using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Median;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = median, startup = 5, warm-up = 1, interval = 1, min-values = 3 }</c>.</summary>
internal static class MedianSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "startup", "warm-up", "interval", "min-values");
        MedianSchedulerSettings defaults = new();
        return new MedianSchedulerSettings
        {
            Startup = reader.Integer32("startup", min: 0) ?? defaults.Startup,
            WarmUp = reader.Integer32("warm-up", min: 0) ?? defaults.WarmUp,
            Interval = reader.Integer32("interval", min: 1) ?? defaults.Interval,
            MinValues = reader.Integer32("min-values", min: 1) ?? defaults.MinValues,
        };
    }
}
