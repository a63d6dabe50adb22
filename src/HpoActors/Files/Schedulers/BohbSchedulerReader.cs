using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Bohb;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = bohb, eta = 3, min-epochs = 1, random-share = 0.333, min-results = auto }</c>.</summary>
internal static class BohbSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs", "random-share", "min-results");
        BohbSchedulerSettings defaults = new();
        return new BohbSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            reader.Number("random-share") ?? defaults.RandomShare,
            reader.Unless("min-results", "auto", key => reader.Integer32(key, min: 1)));
    }
}
