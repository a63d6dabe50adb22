using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Pbt;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class PbtConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new PbtSchedulerSettings();
}
