using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class AshaRayConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new AshaSchedulerSettings(Variant: AshaVariant.Stopping, Rule: AshaRule.Ray);
}
