using HpoActors.Core.Searchers.CmaEs;

namespace HpoActors.Tests.Files;

public sealed class CmaEsSearcherTextTests
{
    [Theory]
    [InlineData("searcher = cma-es", 10, null, 0.08)]
    [InlineData("searcher { type = cma-es }", 10, null, 0.08)]
    [InlineData("searcher { type = cma-es, startup = 20, population = 8, sigma = 0.2 }", 20, 8, 0.2)]
    [InlineData("searcher { type = cma-es, population = auto }", 10, null, 0.08)]
    public void Options_are_read(string line, int startup, int? population, double sigma) =>
        Assert.Equal(new CmaEsSearcherSettings(startup, population, sigma), ExperimentTexts.Parse(ExperimentTexts.With(line)).Spec.Searcher);

    [Theory]
    [InlineData("startup = 0", "startup: must be from 1 to 100000 (is 0)")]
    [InlineData("startup = 9999999999", "startup: must be from 1 to 100000 (is 9999999999)")]
    [InlineData("population = 1", "population: must be from 2 to 10000 (is 1)")]
    [InlineData("population = large", "population: must be a whole number (is 'large')")]
    [InlineData("sigma = 0", "sigma: must be above 0 and at most 1 (is 0)")]
    [InlineData("sigma = 2", "sigma: must be above 0 and at most 1 (is 2)")]
    public void What_is_out_of_range_is_refused_with_its_place(string option, string problem) =>
        Assert.Equal($"my.conf:5: experiment.searcher.{problem}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"searcher {{ type = cma-es, {option} }}")));
}
