using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Schedulers.Median;

namespace HpoActors.Tests.Files.Schedulers;

public sealed class GuardsReaderTests
{
    [Fact]
    public void Every_guard_is_read() => Assert.Equal(
        new GuardedSchedulerSettings(
            new MedianSchedulerSettings { Startup = 3 },
            new GuardOptions { Patience = 5, MinDelta = 0.001, Threshold = 0.9, Divergence = 2, MinEpochs = 2, MaxEpochs = 20 }),
        ExperimentTexts.Parse(ExperimentTexts.With(
            "scheduler { type = median, startup = 3, guards { patience = 5, min-delta = 0.001, threshold = 0.9, divergence = 2.0, min-epochs = 2, max-epochs = 20 } }")).Spec.Scheduler);

    [Fact]
    public void A_guard_that_is_not_written_is_off() => Assert.Equal(
        new GuardedSchedulerSettings(new FifoSchedulerSettings(), new GuardOptions { Threshold = -1 }),
        ExperimentTexts.Parse(ExperimentTexts.With("scheduler { type = fifo, guards.threshold = -1 }")).Spec.Scheduler);

    [Theory]
    [InlineData("{ patience = 0 }", "guards.patience: must be a whole number of at least 1 (is '0')")]
    [InlineData("{ patience = 2, min-delta = -1 }", "guards.min-delta: must be a finite number of at least 0 (is -1)")]
    [InlineData("{ min-delta = 1 }", "guards.min-delta: goes with patience; set that too")]
    [InlineData("{ threshold = high }", "guards.threshold: must be a number (is 'high')")]
    [InlineData("{ divergence = 0 }", "guards.divergence: must be a finite number above 0 (is 0)")]
    [InlineData("{ min-epochs = 3, max-epochs = 2 }", "guards.max-epochs: must not be below min-epochs (2 < 3)")]
    [InlineData("{ pacience = 3 }", "guards.pacience: unknown key; did you mean 'patience'?; known here: patience, min-delta, threshold, divergence, min-epochs, max-epochs")]
    [InlineData("{}", "guards: guard nothing; set patience, threshold, divergence, min-epochs or max-epochs, or leave guards out")]
    [InlineData("on", "guards: must be a block in braces (is 'on')")]
    public void A_wrong_guard_is_named(string guards, string error) => Assert.Equal(
        $"my.conf:5: experiment.scheduler.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"scheduler {{ type = fifo, guards = {guards} }}")));
}
