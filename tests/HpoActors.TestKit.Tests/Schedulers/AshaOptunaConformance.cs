using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class AshaOptunaConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new AshaSchedulerSettings(Variant: AshaVariant.Stopping, Rule: AshaRule.Optuna);
}
