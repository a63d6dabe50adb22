using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Guarded;

namespace HpoActors.TestKit.Tests.Schedulers;

public sealed class GuardedConformance : SchedulerConformance
{
    protected override SchedulerSettings Settings => new GuardedSchedulerSettings(new Core.Schedulers.Asha.AshaSchedulerSettings(), new GuardOptions { Patience = 2, Divergence = 0.5, MinEpochs = 2 });
}
