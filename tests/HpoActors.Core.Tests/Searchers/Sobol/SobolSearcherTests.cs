using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Sobol;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Sobol;

public sealed class SobolSearcherTests
{
    private static readonly SearchSpace Space = new(
        new FloatHyperparameter("lr", 1e-4, 1, Scale.Log),
        new ConstantHyperparameter("depth", HyperparameterValue.Of(3)),
        new IntHyperparameter("layers", 1, 4),
        new IntHyperparameter("units", 16, 256) { When = "layers >= 3" });

    private static readonly SearchSpace Narrow = new(
        [new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1)], ["x > y"]);

    [Fact]
    public void Trial_n_is_the_nth_point_and_constants_take_no_dimension()
    {
        SobolSearcher searcher = new(Space, 1, scramble: false);

        // The points (0, 0, 0) and (0.25, 0.75, 0.75).
        Assert.Equal(Space.Decode([0, 0, 0, 0]), searcher.Propose(new TrialId(0), Stream(0))!.Configuration);
        Assert.Equal(Space.Decode([0.25, 0, 0.75, 0.75]), searcher.Propose(new TrialId(3), Stream(3))!.Configuration);
        Assert.Equal(new Reason("sobol", "point 3"), searcher.Propose(new TrialId(3), Stream(3))!.Reason);
    }

    [Theory]
    [InlineData(QuasiRandomSequence.Sobol)]
    [InlineData(QuasiRandomSequence.Halton)]
    public void Neither_the_order_of_asking_nor_the_trials_stream_matters(QuasiRandomSequence sequence)
    {
        foreach (SearchSpace space in new[] { Space, Narrow })
        {
            SobolSearcher forward = new(space, 7, sequence);
            SobolSearcher backward = new(space, 7, sequence);
            Proposal[] proposals = [.. Enumerable.Range(0, 60).Select(i => forward.Propose(new TrialId(i), Stream(i))!)];

            Assert.All(Enumerable.Range(0, 60).Reverse(), i => Assert.Equal(proposals[i], backward.Propose(new TrialId(i), Stream(-i))));
            Assert.NotEqual(proposals[5], new SobolSearcher(space, 8, sequence).Propose(new TrialId(5), Stream(5)));
        }
    }

    [Fact]
    public void Nothing_that_happens_changes_a_proposal()
    {
        SobolSearcher searcher = new(Space, 1);
        Proposal before = searcher.Propose(new TrialId(9), Stream(9))!;
        searcher.Observe(new Observation(ObservationKind.Proposed, new TrialId(3), before.Configuration, 0, double.NaN, TrialState.Running));
        searcher.Observe(new Observation(ObservationKind.Ended, new TrialId(3), before.Configuration, 1, double.NaN, TrialState.Failed));

        Assert.Equal(before, searcher.Propose(new TrialId(9), Stream(9)));
        Assert.False(searcher.LearnsFromResults);
        Assert.Null(((ISearcher)searcher).Size);
    }

    [Fact]
    public void Forbidden_points_are_passed_over_and_no_point_is_taken_twice()
    {
        SobolSearcher searcher = new(Narrow, 3);
        Proposal[] proposals = [.. Enumerable.Range(0, 200).Select(i => searcher.Propose(new TrialId(i), Stream(i))!)];

        Assert.All(proposals, p => Assert.Null(Narrow.Problem(p.Configuration)));
        Assert.Equal(200, proposals.Select(p => p.Configuration).Distinct().Count());
        Assert.Equal(200, proposals.Select(p => p.Reason.Detail).Distinct().Count());

        // Half of the square: about every second point.
        Assert.InRange(int.Parse(proposals[^1].Reason.Detail["point ".Length..], System.Globalization.CultureInfo.InvariantCulture), 360, 440);
    }

    [Fact]
    public void Where_almost_everything_is_forbidden_the_space_is_sampled()
    {
        SearchSpace space = new(Enumerable.Range(0, 16).Select(i => new BoolHyperparameter($"b{i}")), Enumerable.Range(0, 16).Select(i => (Condition)$"b{i}"));
        SobolSearcher searcher = new(space, 1);

        Assert.All(Enumerable.Range(0, 3), i => Assert.All(searcher.Propose(new TrialId(i), Stream(i))!.Configuration, p => Assert.Equal(HyperparameterValue.Of(false), p.Value)));
    }

    [Fact]
    public void The_empty_space_has_its_one_point() =>
        Assert.Equal(Configuration.Empty, new SobolSearcher(new SearchSpace(), 1).Propose(new TrialId(4), Stream(4))!.Configuration);

    [Fact]
    public void A_thousand_hyperparameters_are_served_by_sobol_and_refused_by_halton()
    {
        SearchSpace space = new(Enumerable.Range(0, 1500).Select(i => new FloatHyperparameter($"x{i}", 0, 1)));

        Assert.Equal(1500, new SobolSearcher(space, 1).Propose(new TrialId(1), Stream(1))!.Configuration.Count);
        Assert.Equal(
            "searcher.sequence: halton serves up to 256 hyperparameters (the space has 1500); choose sobol",
            Assert.Throws<InvalidOptionException>(() => new SobolSearcher(space, 1, QuasiRandomSequence.Halton)).Message);
    }

    [Fact]
    public void Its_settings_make_it()
    {
        SobolSearcherSettings settings = new();

        Assert.Equal("sobol", settings.Name);
        Assert.False(settings.IsFinite);
        Assert.Equal(
            new SobolSearcher(Space, 5).Propose(new TrialId(6), Stream(6)), settings.Create(Space, 5).Propose(new TrialId(6), Stream(6)));
        Assert.Equal(new Reason("halton", "point 6"), (settings with { Sequence = QuasiRandomSequence.Halton }).Create(Space, 5).Propose(new TrialId(6), Stream(6))!.Reason);
    }

    private static RandomStream Stream(long index) => RandomStream.For(11, "searcher", index);
}
