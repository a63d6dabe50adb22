using HpoActors.Core;
using HpoActors.Core.Schedulers.Guarded;

namespace HpoActors.Files.Schedulers;

/// <summary>
/// Reads the guards of a scheduler: <c>guards { patience = 5, min-delta = 0.001, threshold = 0.9, divergence = 0.5, min-epochs = 2, max-epochs = 20 }</c>.
/// </summary>
internal static class GuardsReader
{
    public static GuardOptions? Read(OptionReader scheduler)
    {
        if (scheduler.Section("guards") is not { } reader)
        {
            return null;
        }

        reader.Only("patience", "min-delta", "threshold", "divergence", "min-epochs", "max-epochs");
        GuardOptions defaults = new();
        return new GuardOptions
        {
            Patience = reader.Integer32("patience", min: 1),
            MinDelta = reader.Number("min-delta") ?? defaults.MinDelta,
            Threshold = reader.Number("threshold"),
            Divergence = reader.Number("divergence"),
            MinEpochs = reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            MaxEpochs = reader.Integer32("max-epochs", min: 1),
        };
    }
}
