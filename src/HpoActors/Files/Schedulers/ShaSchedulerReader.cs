using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Sha;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = sha, eta = 3, min-epochs = 1, trials = auto }</c>.</summary>
internal static class ShaSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs", "trials");
        ShaSchedulerSettings defaults = new();
        return new ShaSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            reader.Unless("trials", "auto", key => reader.Integer32(key, min: 1)));
    }
}
