using System.Numerics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Grid;

public sealed class GridSearcherTests
{
    private static readonly SearchSpace Space = new(
        new IntHyperparameter("layers", 1, 2),
        new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("tanh"), HyperparameterValue.Of("gelu")),
        new FloatHyperparameter("lr", 0.01, 1, Scale.Log));

    [Fact]
    public void Grid_gives_every_point_once()
    {
        GridSearcher grid = new(Space, 3);
        Configuration[] points = [.. Points(grid)];

        Assert.Equal(18, grid.Count);
        Assert.Equal(18, grid.Size);
        Assert.Equal(18, points.Length);
        Assert.Equal(18, points.Distinct().Count());
        Assert.All(points, p => Assert.True(Space.Contains(p)));
    }

    [Fact]
    public void The_last_hyperparameter_changes_fastest()
    {
        string[] points = [.. Points(new GridSearcher(Space, 2)).Select(p => p.ToString())];

        Assert.Equal(["layers=1, act=relu, lr=0.01", "layers=1, act=relu, lr=1", "layers=1, act=tanh, lr=0.01"], points[..3]);
        Assert.Equal("layers=2, act=gelu, lr=1", points[^1]);
    }

    [Fact]
    public void Trial_n_is_the_nth_point_whoever_asks_first()
    {
        GridSearcher forward = new(Space, 3);
        GridSearcher backward = new(Space, 3);
        Configuration[] points = [.. Points(forward)];
        for (int i = 17; i >= 0; i--)
        {
            Assert.Equal(points[i], backward.Propose(new TrialId(i), RandomStream.For(i, "other"))!.Configuration);
        }
    }

    [Fact]
    public void After_the_last_point_the_space_is_exhausted()
    {
        GridSearcher grid = new(Space, 3);

        Assert.NotNull(grid.Propose(new TrialId(17), RandomStream.For(1, "s")));
        Assert.Null(grid.Propose(new TrialId(18), RandomStream.For(1, "s")));
        Assert.Null(grid.Propose(new TrialId(int.MaxValue), RandomStream.For(1, "s")));
        Assert.False(grid.LearnsFromResults);
    }

    [Fact]
    public void A_proposal_says_which_point_of_how_many() =>
        Assert.Equal(new Reason("grid", "point 3 of 18"), new GridSearcher(Space, 3).Propose(new TrialId(2), RandomStream.For(1, "s"))!.Reason);

    [Fact]
    public void A_space_beyond_any_counter_is_walked_from_its_start()
    {
        GridSearcher grid = new(new SearchSpace(Enumerable.Range(0, 40).Select(i => new FloatHyperparameter($"x{i}", 0, 1))), 10);

        Assert.Equal(BigInteger.Pow(10, 40), grid.Count);
        Assert.Null(grid.Size);
        Assert.Equal(7 / 9.0, grid.Propose(new TrialId(1_000_007), RandomStream.For(1, "s"))!.Configuration.GetDouble("x39"));
        Assert.Equal(1 / 9.0, grid.Propose(new TrialId(1_000_007), RandomStream.For(1, "s"))!.Configuration.GetDouble("x33"));
    }

    [Fact]
    public void The_empty_space_has_one_point() => Assert.Single(Points(new GridSearcher(new SearchSpace(), 10)));

    [Fact]
    public void Its_settings_make_it_and_check_the_resolution()
    {
        GridSearcherSettings settings = new();

        Assert.Equal("grid", settings.Name);
        Assert.Equal(2 * 3 * 10, Assert.IsType<GridSearcher>(settings.Create(Space, seed: 1)).Count);
        Assert.Equal("searcher.resolution: must be at least 1 (is 0)", Assert.Throws<InvalidOptionException>(() => new GridSearcherSettings(0).Create(Space, seed: 1)).Message);
    }

    private static IEnumerable<Configuration> Points(GridSearcher grid)
    {
        for (int i = 0; grid.Propose(new TrialId(i), RandomStream.For(1, "s", i)) is { } proposal; i++)
        {
            yield return proposal.Configuration;
        }
    }
}
