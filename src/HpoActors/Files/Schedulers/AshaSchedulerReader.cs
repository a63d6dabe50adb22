using HpoActors.Core;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;

namespace HpoActors.Files.Schedulers;

/// <summary>Reads <c>scheduler { type = asha, eta = 3, min-epochs = 1, variant = promotion, rule = top, brackets = 1 }</c>.</summary>
internal static class AshaSchedulerReader
{
    public static SchedulerSettings Read(OptionReader reader)
    {
        reader.Only("type", "eta", "min-epochs", "variant", "rule", "brackets");
        AshaSchedulerSettings defaults = new();
        return new AshaSchedulerSettings(
            reader.Integer32("eta", min: 2) ?? defaults.Eta,
            reader.Integer32("min-epochs", min: 1) ?? defaults.MinEpochs,
            reader.OneOf("variant", ("promotion", AshaVariant.Promotion), ("stopping", AshaVariant.Stopping)) ?? defaults.Variant,
            reader.OneOf("rule", ("top", AshaRule.Top), ("optuna", AshaRule.Optuna), ("ray", AshaRule.Ray), ("syne-tune", AshaRule.SyneTune)) ?? defaults.Rule,
            reader.Integer32("brackets", min: 1) ?? defaults.Brackets);
    }
}
