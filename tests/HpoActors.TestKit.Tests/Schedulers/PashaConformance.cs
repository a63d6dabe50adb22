using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Pasha;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class PashaConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new PashaSchedulerSettings();
}
