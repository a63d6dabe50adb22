using CsCheck;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Whatever the order in which one to eight trainers with one to nine lanes ask for packs, report, fail and crash.</summary>
public sealed class PackInterleavingTests
{
    [Fact]
    public void What_must_always_hold_holds_after_every_step() => Scenario.Any.Sample(s => new PackRun(s).ToEnd(), iter: 800);

    [Fact]
    public void Packs_give_a_trial_the_configuration_that_it_has_without_them() =>
        Scenario.Any.Where(s => s.Spec.Searcher.Name != "test").Sample(
            s =>
            {
                PackRun run = new PackRun(s).ToEnd();
                Configuration[] alone = [.. InOrder(s.Spec with { Budget = new Budget { Trials = s.Spec.Budget.Trials }, Scheduler = new FifoSchedulerSettings() })];
                Assert.Equal(alone.Take(run.State.Proposed), run.Facts.OfType<TrialProposed>().Select(f => f.Configuration));
                if (run.State.EndReason!.Rule is "trials" or "exhausted")
                {
                    Assert.Equal(alone.Length, run.State.Proposed);
                }
            },
            iter: 300);

    [Fact]
    public void Where_nothing_fails_packs_run_exactly_the_trials_that_the_epochs_allow_without_them() =>
        Scenario.Any.Where(s => s.Spec is { Searcher.Name: not "test", Scheduler.Name: "fifo", Budget.Target: null }).Sample(
            s =>
            {
                PackRun run = new PackRun(s).Finish();
                Assert.Equal(InOrder(s.Spec), run.Facts.OfType<TrialProposed>().Select(f => f.Configuration));
                Assert.Equal(run.State.Proposed, run.State.Completed);
            },
            iter: 300);

    // One trainer, one trial at a time, no failures.
    private static List<Configuration> InOrder(ExperimentSpec spec)
    {
        ExperimentDriver driver = new(spec);
        driver.Start();
        List<Configuration> configurations = [];
        while (driver.Ask() is { } work)
        {
            configurations.Add(work.Configuration);
            driver.Tell(work, 0.5);
        }

        return configurations;
    }
}
