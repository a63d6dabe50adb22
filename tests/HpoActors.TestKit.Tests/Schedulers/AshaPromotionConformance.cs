using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class AshaPromotionConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new AshaSchedulerSettings();
}
