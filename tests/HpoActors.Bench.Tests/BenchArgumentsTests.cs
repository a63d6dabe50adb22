using HpoActors.Core;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Files;

namespace HpoActors.Bench.Tests;

public sealed class BenchArgumentsTests
{
    [Fact]
    public void A_searcher_may_have_options_in_braces()
    {
        Assert.Equal(["random", "grid{resolution=3}"], BenchArguments.Searchers("random, grid{resolution=3}").Select(c => c.Name));
        Assert.Equal(3, Assert.IsType<GridSearcherSettings>(BenchArguments.Searchers("grid{resolution=3}")[0].Settings).Resolution);
    }

    [Theory]
    [InlineData("randm", "did you mean 'random'")]
    [InlineData("grid{resoltion=3}", "grid.resoltion")]
    [InlineData("random,random", "twice")]
    [InlineData("", "none")]
    public void What_is_no_searcher_is_named(string text, string words) =>
        Assert.Contains(words, Assert.Throws<InvalidOptionException>(() => BenchArguments.Searchers(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_open_brace_is_an_error() => Assert.Throws<ExperimentFileException>(() => BenchArguments.Searchers("grid{resolution=3"));

    [Fact]
    public void All_searchers_are_those_of_experiment_files_without_grid()
    {
        string[] names = [.. BenchArguments.Searchers("all").Select(c => c.Name)];
        Assert.Contains("random", names);
        Assert.DoesNotContain("grid", names);
    }

    [Fact]
    public void No_peers_are_looked_for_where_none_are_wanted()
    {
        List<string> notes = [];
        Assert.Empty(BenchArguments.Peers("none", "/no/such/python", notes));
        Assert.Empty(notes);
    }
}
