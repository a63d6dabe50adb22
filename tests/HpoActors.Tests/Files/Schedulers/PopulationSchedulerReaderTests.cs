using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Schedulers.Dehb;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Tests.Files.Schedulers;

/// <summary>Schedulers that propose trials, or have them proposed their way.</summary>
public sealed class PopulationSchedulerReaderTests
{
    [Fact]
    public void Every_option_of_pbt_is_read()
    {
        PbtSchedulerSettings settings = (PbtSchedulerSettings)Read("{ type = pbt, population = 4, interval = 3, quantile = 0.5, resample = 0, factors = [0.5, 2], mutate = [x], synchronous = false }");

        Assert.Equal((4, 3, 0.5, 0.0, false), (settings.Population, settings.Interval, settings.Quantile, settings.Resample, settings.Synchronous));
        Assert.Equal([0.5, 2], settings.Factors);
        Assert.Equal(["x"], settings.Mutate!);
    }

    [Theory]
    [InlineData("pbt")]
    [InlineData("{ type = pbt, population = 10, interval = auto, quantile = 0.25, resample = 0.25, factors = [0.8, 1.2], mutate = floats, synchronous = true }")]
    public void What_is_not_written_of_pbt_has_its_default(string scheduler)
    {
        PbtSchedulerSettings settings = (PbtSchedulerSettings)Read(scheduler);
        PbtSchedulerSettings defaults = new();

        Assert.Equal(defaults.Factors, settings.Factors);
        Assert.Equal(defaults, settings with { Factors = defaults.Factors });
    }

    public static TheoryData<string, SchedulerSettings> Written { get; } = new()
    {
        { "bohb", new BohbSchedulerSettings() },
        { "{ type = bohb, min-results = auto }", new BohbSchedulerSettings() },
        { "{ type = bohb, eta = 4, min-epochs = 1, random-share = 0.25, min-results = 7 }", new BohbSchedulerSettings(4, 1, 0.25, 7) },
        { "dehb", new DehbSchedulerSettings() },
        { "{ type = dehb, eta = 2, min-epochs = 1, factor = 0.7, crossover = 0.9 }", new DehbSchedulerSettings(2, 1, 0.7, 0.9) },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_schedulers_options_are_read(string scheduler, SchedulerSettings settings) => Assert.Equal(settings, Read(scheduler));

    [Fact]
    public void The_options_of_tpe_go_with_bohb() => Assert.Equal(
        new TpeSearcherSettings { Candidates = 64 }, ExperimentTexts.Parse(ExperimentTexts.With("scheduler = bohb\nsearcher { type = tpe, candidates = 64 }")).Spec.Searcher);

    [Theory]
    [InlineData("{ type = pbt, population = 1 }", "scheduler.population: must be a whole number of at least 2 (is '1')")]
    [InlineData("{ type = pbt, interval = 0 }", "scheduler.interval: must be a whole number of at least 1 (is '0')")]
    [InlineData("{ type = pbt, quantile = 0.6 }", "scheduler.quantile: must be above 0 and at most 0.5 (is 0.6)")]
    [InlineData("{ type = pbt, resample = 2 }", "scheduler.resample: must lie in [0, 1] (is 2)")]
    [InlineData("{ type = pbt, factors = [0.8, up] }", "scheduler.factors: must be a list of numbers above 0 (has 'up')")]
    [InlineData("{ type = pbt, factors = [0, 1] }", "scheduler.factors: must be finite numbers above 0 (is [0, 1])")]
    [InlineData("{ type = pbt, mutate = [] }", "scheduler.mutate: is empty; name the hyperparameters that may change in a copy, or leave it out for all floats")]
    [InlineData("{ type = pbt, mutate = [xx] }", "scheduler.mutate: 'xx' is no hyperparameter with more than one value; did you mean 'x'?")]
    [InlineData("{ type = bohb, random-share = 2 }", "scheduler.random-share: must lie in [0, 1] (is 2)")]
    [InlineData("{ type = bohb, min-results = 0 }", "scheduler.min-results: must be a whole number of at least 1 (is '0')")]
    [InlineData("{ type = dehb, factor = 0 }", "scheduler.factor: must be above 0 and at most 2 (is 0)")]
    [InlineData("{ type = dehb, population = 9 }", "scheduler.population: unknown key; known here: type, guards, eta, min-epochs, factor, crossover")]
    public void A_wrong_option_is_named(string scheduler, string error) =>
        Assert.Equal($"my.conf:5: experiment.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"scheduler = {scheduler}")));

    [Theory]
    [InlineData("bohb", "gp", "searcher: is gp, but scheduler = bohb proposes by tpe; leave searcher out, or write tpe with its options")]
    [InlineData("dehb", "tpe", "searcher: is tpe, but scheduler = dehb proposes by differential evolution; leave searcher out")]
    public void A_searcher_that_does_not_go_with_the_scheduler_is_refused(string scheduler, string searcher, string error) =>
        Assert.Equal($"my.conf:6: experiment.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"scheduler = {scheduler}\nsearcher = {searcher}")));

    private static SchedulerSettings Read(string scheduler) => ExperimentTexts.Parse(ExperimentTexts.With($"scheduler = {scheduler}")).Spec.Scheduler;
}
