using HpoActors.Core.Searchers.De;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.De;

public sealed class DeSearcherSettingsTests
{
    public static TheoryData<DeSearcherSettings, string> Wrong { get; } = new()
    {
        { new DeSearcherSettings(Population: 3), "searcher.population: must be at least 4: a child has a target and three other parents (is 3)" },
        { new DeSearcherSettings(Factor: 0), "searcher.factor: must be above 0 and at most 2 (is 0)" },
        { new DeSearcherSettings(Factor: double.NaN), "searcher.factor: must be above 0 and at most 2 (is NaN)" },
        { new DeSearcherSettings(Crossover: 1.5), "searcher.crossover: must lie in [0, 1] (is 1.5)" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_out_of_their_range_are_refused(DeSearcherSettings settings, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => settings.Create(new SearchSpace(), 1)).Message);

    [Fact]
    public void They_make_a_searcher()
    {
        Assert.Equal("de", new DeSearcherSettings().Name);
        Assert.True(Assert.IsType<DeSearcher>(new DeSearcherSettings().Create(new SearchSpace(), 1)).LearnsFromResults);
    }
}
