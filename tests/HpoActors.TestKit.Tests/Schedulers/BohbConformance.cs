using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Bohb;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class BohbConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new BohbSchedulerSettings();
}
