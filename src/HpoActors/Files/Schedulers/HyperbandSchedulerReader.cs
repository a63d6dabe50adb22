using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Hyperband;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = hyperband, eta = 3, min-epochs = 1 }</c>.</summary>
internal static class HyperbandSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs");
        HyperbandSchedulerSettings defaults = new();
        return new HyperbandSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs);
    }
}
