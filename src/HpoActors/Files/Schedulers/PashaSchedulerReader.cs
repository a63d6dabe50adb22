using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Pasha;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = pasha, eta = 3, min-epochs = 1, epsilon = auto }</c>.</summary>
internal static class PashaSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs", "epsilon");
        PashaSchedulerSettings defaults = new();
        return new PashaSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            reader.Unless("epsilon", "auto", reader.Number));
    }
}
