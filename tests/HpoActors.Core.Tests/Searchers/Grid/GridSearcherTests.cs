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

    private static readonly SearchSpace Conditional = new(
        new IntHyperparameter("layers", 1, 3),
        new IntHyperparameter("units_2", 1, 9) { When = "layers >= 2" },
        new IntHyperparameter("units_3", 1, 9) { When = "layers >= 3" },
        new FloatHyperparameter("lr", 0, 1));

    [Fact]
    public void Grid_gives_every_point_once()
    {
        GridSearcher grid = new(Space, new GridSearcherSettings(3));
        Configuration[] points = [.. Points(grid)];

        Assert.Equal(18, grid.Size);
        Assert.Equal(18, points.Length);
        Assert.Equal(18, points.Distinct().Count());
        Assert.All(points, p => Assert.True(Space.Contains(p)));
    }

    [Fact]
    public void The_last_hyperparameter_changes_fastest()
    {
        string[] points = [.. Points(new GridSearcher(Space, new GridSearcherSettings(2))).Select(p => p.ToString())];

        Assert.Equal(["layers=1, act=relu, lr=0.01", "layers=1, act=relu, lr=1", "layers=1, act=tanh, lr=0.01"], points[..3]);
        Assert.Equal("layers=2, act=gelu, lr=1", points[^1]);
    }

    [Fact]
    public void Trial_n_is_the_nth_point_whoever_asks_first()
    {
        GridSearcher forward = new(Space, new GridSearcherSettings(3));
        GridSearcher backward = new(Space, new GridSearcherSettings(3));
        Configuration[] points = [.. Points(forward)];
        for (int i = 17; i >= 0; i--)
        {
            Assert.Equal(points[i], backward.Propose(new TrialId(i), RandomStream.For(i, "other"))!.Configuration);
        }
    }

    [Fact]
    public void After_the_last_point_the_space_is_exhausted()
    {
        GridSearcher grid = new(Space, new GridSearcherSettings(3));

        Assert.NotNull(grid.Propose(new TrialId(17), RandomStream.For(1, "s")));
        Assert.Null(grid.Propose(new TrialId(18), RandomStream.For(1, "s")));
        Assert.Null(grid.Propose(new TrialId(int.MaxValue), RandomStream.For(1, "s")));
        Assert.False(grid.LearnsFromResults);
    }

    [Fact]
    public void A_proposal_says_which_point_of_how_many() =>
        Assert.Equal(new Reason("grid", "point 3 of 18"), new GridSearcher(Space, new GridSearcherSettings(3)).Propose(new TrialId(2), RandomStream.For(1, "s"))!.Reason);

    [Fact]
    public void A_space_beyond_any_counter_is_walked_from_its_start()
    {
        GridSearcher grid = new(new SearchSpace(Enumerable.Range(0, 40).Select(i => new FloatHyperparameter($"x{i}", 0, 1))));

        Assert.Null(grid.Size);
        Assert.Equal(7 / 9.0, grid.Propose(new TrialId(1_000_007), RandomStream.For(1, "s"))!.Configuration.GetDouble("x39"));
        Assert.Equal(1 / 9.0, grid.Propose(new TrialId(1_000_007), RandomStream.For(1, "s"))!.Configuration.GetDouble("x33"));
    }

    [Fact]
    public void The_empty_space_has_one_point() => Assert.Single(Points(new GridSearcher(new SearchSpace(), new GridSearcherSettings(10))));

    [Fact]
    public void Its_settings_make_it_and_check_the_resolution()
    {
        GridSearcherSettings settings = new();

        Assert.Equal("grid", settings.Name);
        Assert.Equal(2 * 3 * 10, Assert.IsType<GridSearcher>(settings.Create(Space, seed: 1)).Size);
        Assert.Equal("searcher.resolution: must be at least 1 (is 0)", Assert.Throws<InvalidOptionException>(() => new GridSearcherSettings(0).Create(Space, seed: 1)).Message);
    }

    [Fact]
    public void What_a_condition_makes_absent_multiplies_nothing()
    {
        GridSearcher grid = new(Conditional, new GridSearcherSettings(3));
        string[] points = [.. Points(grid).Select(p => p.ToString())];

        // layers 1: 3 rates; layers 2: 3 rates and 3 units; layers 3: 3 rates and 3 times 3 units.
        Assert.Equal(3 + 9 + 27, grid.Size);
        Assert.Equal(39, points.Distinct().Count());
        Assert.Equal(["layers=1, lr=0", "layers=1, lr=0.5", "layers=1, lr=1", "layers=2, units_2=1, lr=0"], points[..4]);
        Assert.Equal("layers=3, units_2=9, units_3=9, lr=1", points[^1]);
        Assert.Equal(new Reason("grid", "point 39 of 39"), grid.Propose(new TrialId(38), RandomStream.For(1, "s"))!.Reason);
    }

    [Fact]
    public void A_large_conditional_grid_is_counted_without_a_walk()
    {
        SearchSpace space = new(
            [new IntHyperparameter("layers", 1, 12), .. Enumerable.Range(1, 12).Select(k => new IntHyperparameter($"units_{k}", 1, 1000) { When = $"layers >= {k}" })]);
        GridSearcher grid = new(space, new GridSearcherSettings(20));

        Assert.Equal(Enumerable.Range(1, 12).Sum(k => (long)Math.Pow(20, k)), grid.Size);
        Assert.Equal("layers=2, units_1=1, units_2=1", grid.Propose(new TrialId(20), RandomStream.For(1, "s"))!.Configuration.ToString());
    }

    [Fact]
    public void Forbidden_points_are_left_out()
    {
        SearchSpace space = new(Space.Hyperparameters, ["act == tanh && lr < 0.05", "layers == 2 && act == gelu"]);
        GridSearcher grid = new(space, new GridSearcherSettings(3));
        Configuration[] points = [.. Points(grid)];

        Assert.Equal(18 - 2 - 3, grid.Size);
        Assert.Equal(13, points.Distinct().Count());
        Assert.All(points, p => Assert.Null(space.Problem(p)));
    }

    [Fact]
    public void A_clause_cuts_off_all_that_it_forbids_at_once()
    {
        // Half of 10⁴⁰ points come first and are forbidden.
        SearchSpace space = new(Enumerable.Range(0, 40).Select(i => new FloatHyperparameter($"x{i}", 0, 1)), ["x0 < 0.5"]);

        Assert.Equal(5 / 9.0, new GridSearcher(space).Propose(new TrialId(0), RandomStream.For(1, "s"))!.Configuration.GetDouble("x0"));
    }

    [Fact]
    public void A_grid_of_forbidden_points_is_exhausted_at_once()
    {
        GridSearcher grid = new(new SearchSpace([new FloatHyperparameter("x", 0, 1)], ["x == 0 || x == 1"]), new GridSearcherSettings(2));

        Assert.Equal(0, grid.Size);
        Assert.Null(grid.Propose(new TrialId(0), RandomStream.For(1, "s")));
    }

    [Fact]
    public void Shuffled_the_seed_makes_an_order_of_the_same_points()
    {
        foreach (SearchSpace space in new[] { Space, Conditional })
        {
            Configuration[] rising = [.. Points(new GridSearcher(space, new GridSearcherSettings(3)))];
            Configuration[] one = [.. Points(new GridSearcher(space, new GridSearcherSettings(3) { Order = GridOrder.Shuffled }, 1))];
            Configuration[] two = [.. Points(new GridSearcher(space, new GridSearcherSettings(3) { Order = GridOrder.Shuffled }, 2))];

            Assert.NotEqual(rising, one);
            Assert.NotEqual(one, two);
            Assert.Equal(rising.ToHashSet(), one.ToHashSet());
            Assert.Equal(rising.Length, two.Length);
            Assert.Equal(one, Points(new GridSearcher(space, new GridSearcherSettings(3) { Order = GridOrder.Shuffled }, 1)));
        }
    }

    [Fact]
    public void A_grid_too_large_to_be_shuffled_is_refused() => Assert.Equal(
        "searcher.order: shuffled serves grids of up to 1000000 points (this one has 10000000); lower the resolution, or take random or sobol",
        Assert.Throws<InvalidOptionException>(() => new GridSearcherSettings { Order = GridOrder.Shuffled }
            .Create(new SearchSpace(Enumerable.Range(0, 7).Select(i => new FloatHyperparameter($"x{i}", 0, 1))), 1)).Message);

    private static IEnumerable<Configuration> Points(GridSearcher grid)
    {
        for (int i = 0; grid.Propose(new TrialId(i), RandomStream.For(1, "s", i)) is { } proposal; i++)
        {
            yield return proposal.Configuration;
        }
    }
}
