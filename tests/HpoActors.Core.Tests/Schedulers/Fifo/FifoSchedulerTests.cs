using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Fifo;

public sealed class FifoSchedulerTests
{
    private readonly FifoScheduler _fifo = new();

    [Fact]
    public void It_never_wants_to_be_asked_before_the_last_epoch()
    {
        Assert.Equal(int.MaxValue, _fifo.FirstMilestone(new TrialId(0), Configuration.Empty));
        Assert.Equal(Verdict.Continue(int.MaxValue, new Reason("fifo")), _fifo.OnMilestone(new TrialId(0), 3, 0.5));
    }

    [Fact]
    public void It_promotes_nothing()
    {
        _fifo.OnStart(new TrialId(0), 1);
        _fifo.OnEnd(new TrialId(0), TrialState.Completed);

        Assert.Null(_fifo.Next());
    }

    [Fact]
    public void Its_settings_make_it()
    {
        Assert.Equal("fifo", new FifoSchedulerSettings().Name);
        Assert.IsType<FifoScheduler>(new FifoSchedulerSettings().Create());
    }
}
