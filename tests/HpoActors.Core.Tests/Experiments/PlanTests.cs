using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Known points, earlier results, duplicates.</summary>
public sealed class PlanTests
{
    private static readonly SearchSpace Small = new(new IntHyperparameter("n", 1, 3), new BoolHyperparameter("b"));

    [Fact]
    public void Known_points_come_first_in_their_order_and_count()
    {
        ExperimentSpec spec = Specs.Of(trials: 5) with { Points = [X(0.5), X(-0.25)] };
        Configuration[] proposed = RunToEnd(spec, out ExperimentDriver driver);

        Assert.Equal(5, proposed.Length);
        Assert.Equal([X(0.5), X(-0.25)], proposed[..2]);
        Assert.Equal(5, driver.State.Completed);
    }

    [Fact]
    public void A_grid_is_complete_whatever_points_come_first()
    {
        ExperimentSpec spec = Specs.Of(new Budget()) with { Space = Small, Searcher = new GridSearcherSettings(), Points = [Of(2, true)] };
        Configuration[] proposed = RunToEnd(spec, out ExperimentDriver driver);

        Assert.Equal(7, proposed.Length);
        Assert.Equal(6, proposed[1..].Distinct().Count());
        Assert.Equal(ExperimentPhase.Exhausted, driver.State.Phase);
    }

    [Fact]
    public void A_point_outside_the_space_is_an_error_before_anything_runs()
    {
        ExperimentSpec spec = Specs.Of(trials: 5) with { Points = [X(0.5), X(7)] };
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => new ExperimentDriver(spec));
        Assert.Equal("points[1]: is not in the space: it has x = 7, which is no float in [-1, 1]", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(6)]
    public void Without_duplicates_a_small_space_is_used_up_once_and_noticed_while_trials_run(int atOnce)
    {
        ExperimentSpec spec = Specs.Of(trials: 100) with { Space = Small, Duplicates = DuplicatePolicy.Forbid, Points = [Of(2, true), Of(2, true)] };
        ExperimentDriver driver = new(spec);
        driver.Start();
        List<Assignment> all = [];
        Queue<Assignment> running = new();
        while (true)
        {
            while (running.Count < atOnce && driver.Ask() is { } work)
            {
                all.Add(work);
                running.Enqueue(work);
            }

            if (!running.TryDequeue(out Assignment? done))
            {
                break;
            }

            driver.Tell(done, 0.5);
        }

        Assert.Equal(6, all.Count);
        Assert.Equal(6, all.Select(w => w.Configuration).Distinct().Count());
        Assert.Equal(Of(2, true), all[0].Configuration);
        Assert.Equal(ExperimentPhase.Exhausted, driver.State.Phase);
    }

    [Fact]
    public void Exhaustion_is_a_fact_while_the_last_trials_still_run()
    {
        ExperimentDriver driver = new(Specs.Of(trials: 100) with { Space = Small, Duplicates = DuplicatePolicy.Forbid });
        driver.Start();
        for (int i = 0; i < 6; i++)
        {
            Assert.NotNull(driver.Ask());
        }

        Assert.Null(driver.Ask());
        Assert.True(driver.State.IsExhausted);
        Assert.Equal(ExperimentPhase.Running, driver.State.Phase);
    }

    [Fact]
    public void A_searcher_that_insists_on_a_duplicate_is_overruled()
    {
        ExperimentSpec spec = (Specs.Of(trials: 100) with { Space = Small, Duplicates = DuplicatePolicy.Forbid }).With(() => new Stubborn());
        Configuration[] proposed = RunToEnd(spec, out ExperimentDriver driver);

        Assert.Equal(6, proposed.Distinct().Count());
        Assert.Equal(6, proposed.Length);
        Assert.Equal(ExperimentPhase.Exhausted, driver.State.Phase);
    }

    [Fact]
    public void A_replayed_experiment_still_knows_what_was_proposed()
    {
        ExperimentSpec spec = Specs.Of(trials: 100) with { Space = Small, Duplicates = DuplicatePolicy.Forbid };
        List<ExperimentEvent> facts = [];
        ExperimentDriver first = new(spec, facts.Add);
        first.Start();
        for (int i = 0; i < 4; i++)
        {
            first.Tell(first.Ask()!, 0.5);
        }

        ExperimentDriver second = new(spec);
        facts.ForEach(second.Replay);
        List<Configuration> rest = [];
        while (second.Ask() is { } work)
        {
            rest.Add(work.Configuration);
            second.Tell(work, 0.5);
        }

        Assert.Equal(2, rest.Count);
        Assert.Equal(6, facts.OfType<ExperimentEvents.TrialProposed>().Select(f => f.Configuration).Concat(rest).Distinct().Count());
    }

    [Fact]
    public void Duplicates_reach_the_searcher_as_the_mean_of_their_first_trial()
    {
        Recorder recorder = new(LearnsFromResults: true);
        ExperimentSpec spec = (Specs.Of(trials: 4) with { Duplicates = DuplicatePolicy.Average, Points = [X(0.5), X(0.5), X(0.25), X(0.5)] }).With(() => recorder);
        ExperimentDriver driver = new(spec);
        driver.Start();
        foreach (double value in (double[])[1, 2, 7, 6])
        {
            driver.Tell(driver.Ask()!, value);
        }

        Assert.Equal(
            [(0, 1), (1, double.NaN), (0, 1.5), (2, 7), (3, double.NaN), (0, 3)],
            recorder.Heard.Where(o => o.Kind == ObservationKind.Ended).Select(o => (o.Trial.Value, o.Value)));
        Assert.Equal([TrialState.Completed, TrialState.Cancelled], recorder.Heard.Where(o => o.Kind == ObservationKind.Ended).Take(2).Select(o => o.State));
    }

    [Fact]
    public void Earlier_results_are_known_before_the_first_trial_and_are_no_trials()
    {
        Recorder recorder = new(LearnsFromResults: true);
        ExperimentSpec spec = (Specs.Of(trials: 2) with { Direction = Direction.Maximize, WarmStart = [new(X(0.5), 0.9), new(X(-1), 0.1)] }).With(() => recorder);
        RunToEnd(spec, out ExperimentDriver driver);

        Assert.Equal(
            [(ObservationKind.Known, -1, -0.9), (ObservationKind.Known, -2, -0.1), (ObservationKind.Proposed, 0, double.NaN)],
            recorder.Heard.Take(3).Select(o => (o.Kind, o.Trial.Value, o.Value)));
        Assert.Equal(2, driver.State.Completed);
    }

    private static Configuration X(double x) => new([new("x", HyperparameterValue.Of(x))]);

    private static Configuration Of(long n, bool b) => new([new("n", HyperparameterValue.Of(n)), new("b", HyperparameterValue.Of(b))]);

    private static Configuration[] RunToEnd(ExperimentSpec spec, out ExperimentDriver driver)
    {
        driver = new ExperimentDriver(spec);
        driver.Start();
        List<Configuration> proposed = [];
        while (driver.Ask() is { } work)
        {
            proposed.Add(work.Configuration);
            driver.Tell(work, 0.5);
        }

        return [.. proposed];
    }

    private sealed record Recorder(bool LearnsFromResults) : ISearcher
    {
        public List<Observation> Heard { get; } = [];

        public Proposal? Propose(TrialId trial, RandomStream random) => new(X((random.NextDouble() * 2) - 1), new Reason("drawn"));

        public void Observe(in Observation observation) => Heard.Add(observation);
    }

    private sealed class Stubborn : ISearcher
    {
        public bool LearnsFromResults => true;

        public Proposal? Propose(TrialId trial, RandomStream random) => new(Of(1, false), new Reason("stubborn"));

        public void Observe(in Observation observation)
        {
        }
    }
}
