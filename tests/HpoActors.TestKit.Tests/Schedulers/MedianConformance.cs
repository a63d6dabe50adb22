using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Median;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class MedianConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new MedianSchedulerSettings { Startup = 3 };
}
