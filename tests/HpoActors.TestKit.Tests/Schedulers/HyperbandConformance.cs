using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Hyperband;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class HyperbandConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new HyperbandSchedulerSettings();
}
