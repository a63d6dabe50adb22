using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Whatever the order in which one to eight trainers ask, report, fail, repeat themselves and crash.</summary>
public sealed class InterleavingTests
{
    [Fact]
    public void What_must_always_hold_holds_after_every_step() => Scenario.Any.Sample(s => new VirtualRun(s).ToEnd(), iter: 800);

    [Fact]
    public void Random_and_grid_search_give_a_trial_the_same_configuration_whatever_happens() =>
        Scenario.Any.Where(s => s.Spec.Searcher.Name != "test").Sample(
            s =>
            {
                VirtualRun run = new VirtualRun(s).ToEnd();
                Configuration[] reference = InOrder(s.Spec with { Budget = new Budget { Trials = s.Spec.Budget.Trials } });
                Assert.All(run.Facts.OfType<TrialProposed>(), f => Assert.Equal(reference[f.Trial.Value], f.Configuration));
            },
            iter: 300);

    // One trainer, no failures, the plainest scheduler.
    private static Configuration[] InOrder(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec with { Scheduler = new Core.Schedulers.Fifo.FifoSchedulerSettings() });
        driver.Start();
        List<Configuration> configurations = [];
        while (driver.Ask() is { } work)
        {
            configurations.Add(work.Configuration);
            driver.Tell(work, 0.5);
        }

        return [.. configurations];
    }
}
