using HpoActors.Core.Searchers.Tpe;

namespace HpoActors.Tests.Files.Searchers;

public sealed class TpeSearcherReaderTests
{
    [Fact]
    public void Every_option_is_read() => Assert.Equal(
        new TpeSearcherSettings { Startup = 10, Candidates = 100, Multivariate = false, GoodShare = 0.2 },
        ExperimentTexts.Parse(ExperimentTexts.With("searcher { type = tpe, startup = 10, candidates = 100, multivariate = false, good-share = 0.2 }")).Spec.Searcher);

    [Theory]
    [InlineData("searcher = tpe")]
    [InlineData("searcher { type = tpe }")]
    [InlineData("searcher { type = tpe, startup = 6, candidates = 24, multivariate = true, good-share = 0.15 }")]
    public void What_is_not_written_has_its_default(string setting) =>
        Assert.Equal(new TpeSearcherSettings(), ExperimentTexts.Parse(ExperimentTexts.With(setting)).Spec.Searcher);

    [Theory]
    [InlineData("startup = 0", "startup: must be a whole number of at least 1 (is '0')")]
    [InlineData("candidates = 1000000", "candidates: must be at most 100000 (is 1000000)")]
    [InlineData("good-share = 1", "good-share: must be above 0 and below 1 (is 1)")]
    [InlineData("multivariate = 2", "multivariate: must be true or false (is '2')")]
    [InlineData("gamma = 0.1", "gamma: unknown key; known here: type, startup, candidates, multivariate, good-share")]
    public void A_wrong_option_is_named(string option, string error) =>
        Assert.Equal($"my.conf:5: experiment.searcher.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"searcher {{ type = tpe, {option} }}")));
}
