using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Dehb;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class DehbConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new DehbSchedulerSettings();
}
