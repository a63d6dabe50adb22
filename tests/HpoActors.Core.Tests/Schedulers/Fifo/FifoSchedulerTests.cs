using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

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
        _fifo.OnProposed(new TrialId(0), new Proposal(Configuration.Empty, new Reason("test")));
        _fifo.OnLastProposed();
        _fifo.OnPaused(new TrialId(0));
        _fifo.OnResumed(new TrialId(0));
        _fifo.OnEnd(new TrialId(0), TrialState.Completed);

        Assert.Null(_fifo.Next());
    }

    [Fact]
    public void Its_settings_make_it()
    {
        Assert.Equal("fifo", new FifoSchedulerSettings().Name);
        Assert.IsType<FifoScheduler>(new FifoSchedulerSettings().Create(Specs.Of(9)));
    }
}
