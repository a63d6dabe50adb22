using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Sha;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class ShaConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new ShaSchedulerSettings();
}
