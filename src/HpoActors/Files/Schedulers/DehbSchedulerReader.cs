using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Dehb;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = dehb, eta = 3, min-epochs = 1, factor = 0.5, crossover = 0.5 }</c>.</summary>
internal static class DehbSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs", "factor", "crossover");
        DehbSchedulerSettings defaults = new();
        return new DehbSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            reader.Number("factor") ?? defaults.Factor,
            reader.Number("crossover") ?? defaults.Crossover);
    }
}
