using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Evolution;

public sealed class EvolutionSearcherTests
{
    private static readonly SearchSpace Space = new(
        new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1), new ChoiceHyperparameter("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b")));

    [Fact]
    public void A_child_differs_from_its_parent_in_one_hyperparameter()
    {
        SearchLoop loop = new SearchLoop(new EvolutionSearcher(Space, 1), c => c.GetDouble("x")).Run(60);
        Proposal[] children = [.. loop.Proposals.Where(p => p.Reason.Rule == "evolution")];

        Assert.Equal(52, children.Length);
        foreach (Proposal child in children)
        {
            string[] reason = child.Reason.Detail.Split('=', ' ');
            Configuration parent = loop.Proposals[int.Parse(reason[1], System.Globalization.CultureInfo.InvariantCulture)].Configuration;

            Assert.NotEqual(parent[reason[3]], child.Configuration[reason[3]]);
            Assert.All(parent.Where(p => p.Key != reason[3]), p => Assert.Equal(p.Value.ToObject(), child.Configuration[p.Key].ToObject()));
        }
    }

    [Fact]
    public void The_oldest_result_leaves_the_population_however_good_it_is()
    {
        int n = 0;
        SearchLoop loop = new SearchLoop(new EvolutionSearcher(Space, 1, new EvolutionSearcherSettings(Population: 10, Sample: 200)), _ => n++).Run(40);

        // Values rise, so that the oldest of the youngest ten is each child's parent.
        Assert.All(Enumerable.Range(10, 30), i => Assert.StartsWith($"parent={i - 10} ", loop.Proposals[i].Reason.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void Its_options_are_at_least_1()
    {
        Assert.Equal("evolution", new EvolutionSearcherSettings().Name);
        Assert.True(Assert.IsType<EvolutionSearcher>(new EvolutionSearcherSettings().Create(Space, 1)).LearnsFromResults);
        foreach ((EvolutionSearcherSettings settings, string key) in new[]
                 {
                     (new EvolutionSearcherSettings(Population: 0), "population"), (new EvolutionSearcherSettings(Sample: 0), "sample"), (new EvolutionSearcherSettings(Startup: 0), "startup"),
                 })
        {
            Assert.Equal($"searcher.{key}: must be at least 1 (is 0)", Assert.Throws<InvalidOptionException>(() => settings.Create(Space, 1)).Message);
        }
    }
}
