using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class FifoConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new FifoSchedulerSettings();
}
