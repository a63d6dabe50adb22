using HpoActors.Core.Schedulers.Median;

namespace HpoActors.Tests.Files.Schedulers;

public sealed class MedianSchedulerReaderTests
{
    [Fact]
    public void Every_option_is_read() => Assert.Equal(
        new MedianSchedulerSettings { Startup = 0, WarmUp = 4, Interval = 2, MinValues = 6 },
        ExperimentTexts.Parse(ExperimentTexts.With("scheduler { type = median, startup = 0, warm-up = 4, interval = 2, min-values = 6 }")).Spec.Scheduler);

    [Theory]
    [InlineData("scheduler = median")]
    [InlineData("scheduler { type = median, startup = 5, warm-up = 1, interval = 1, min-values = 3 }")]
    public void What_is_not_written_has_its_default(string setting) =>
        Assert.Equal(new MedianSchedulerSettings(), ExperimentTexts.Parse(ExperimentTexts.With(setting)).Spec.Scheduler);

    [Theory]
    [InlineData("startup = -1", "startup: must be a whole number of at least 0 (is '-1')")]
    [InlineData("interval = 0", "interval: must be a whole number of at least 1 (is '0')")]
    [InlineData("min-values = 0", "min-values: must be a whole number of at least 1 (is '0')")]
    [InlineData("percentile = 25", "percentile: unknown key; known here: type, guards, startup, warm-up, interval, min-values")]
    public void A_wrong_option_is_named(string option, string error) =>
        Assert.Equal($"my.conf:5: experiment.scheduler.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"scheduler {{ type = median, {option} }}")));
}
