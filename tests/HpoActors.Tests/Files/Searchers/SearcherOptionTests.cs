using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.De;
using HpoActors.Core.Searchers.Evolution;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Files.Searchers;

public sealed class SearcherOptionTests
{
    public static TheoryData<string, SearcherSettings> Written { get; } = new()
    {
        { "sobol", new SobolSearcherSettings() },
        { "{ type = sobol }", new SobolSearcherSettings() },
        { "{ type = sobol, sequence = halton, scramble = false }", new SobolSearcherSettings(QuasiRandomSequence.Halton, Scramble: false) },
        { "de", new DeSearcherSettings() },
        { "{ type = de, population = 12, factor = 0.8, crossover = 0.3, base = random }", new DeSearcherSettings(12, 0.8, 0.3, DeBase.Random) },
        { "evolution", new EvolutionSearcherSettings() },
        { "{ type = evolution, population = 50, sample = 5, startup = 20 }", new EvolutionSearcherSettings(50, 5, 20) },
        {
            "{ type = grid, order = shuffled, axes { x { values = [0.1, 1] } } }",
            new GridSearcherSettings
            {
                Order = GridOrder.Shuffled,
                Axes = new Dictionary<string, GridAxis> { ["x"] = new() { Values = [HyperparameterValue.Of("0.1"), HyperparameterValue.Of("1")] } },
            }
        },
        {
            "{ type = grid, resolution = 4, axes { x { min = 0.25, max = 0.5, resolution = 3 } } }",
            new GridSearcherSettings(4) { Axes = new Dictionary<string, GridAxis> { ["x"] = new() { Min = 0.25, Max = 0.5, Resolution = 3 } } }
        },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_searchers_options_are_read(string searcher, SearcherSettings settings) =>
        Assert.Equal(settings, ExperimentTexts.Parse(ExperimentTexts.With($"searcher = {searcher}")).Spec.Searcher);
}
