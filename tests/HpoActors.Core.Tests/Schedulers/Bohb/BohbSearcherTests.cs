using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers.Bohb;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Bohb;

public sealed class BohbSearcherTests
{
    private static readonly SearchSpace Space = new(new FloatHyperparameter("x", 0, 1));

    private readonly BohbSearcher _searcher = Searcher(randomShare: 0);
    private readonly Dictionary<TrialId, Configuration> _configurations = [];

    [Fact]
    public void The_highest_rung_with_enough_results_proposes()
    {
        // One hyperparameter: two results are enough. Rungs at epochs 1, 3 and 9.
        Assert.Equal("startup: no rung has 2 results", Rule());
        Propose(0, 0.1);
        Propose(1, 0.2);
        Report(0, 1, 0.5);
        Report(0, 2, 0.4);
        Assert.Equal("startup: no rung has 2 results", Rule());
        Report(1, 1, 0.6);
        Assert.StartsWith("bohb: 2 results at epoch 1, tpe", Rule(), StringComparison.Ordinal);

        Report(0, 3, 0.3);
        Assert.StartsWith("bohb: 2 results at epoch 1, tpe", Rule(), StringComparison.Ordinal);
        Report(1, 3, 0.35);
        Assert.StartsWith("bohb: 2 results at epoch 3, tpe", Rule(), StringComparison.Ordinal);

        // An end at the last rung's epoch was reported there already.
        Report(0, 9, 0.1);
        End(0, 9, 0.1, TrialState.Completed);
        Assert.StartsWith("bohb: 2 results at epoch 3, tpe", Rule(), StringComparison.Ordinal);
        Report(1, 9, 0.2);
        Assert.StartsWith("bohb: 2 results at epoch 9, tpe", Rule(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_attempt_reports_again_and_what_is_no_number_counts_no_more()
    {
        Propose(0, 0.1);
        Report(0, 1, 0.5);
        Report(0, 1, 0.5);
        Propose(1, 0.2);
        Report(1, 1, double.NaN);
        Propose(2, 0.3);
        End(2, 0, double.NaN, TrialState.Failed);

        Assert.Equal("startup: no rung has 2 results", Rule());
    }

    [Fact]
    public void A_trial_that_completes_before_the_last_rung_counts_there()
    {
        Propose(0, 0.1);
        Propose(1, 0.2);
        Report(0, 4, 0.5);
        End(0, 4, 0.5, TrialState.Completed);
        End(1, 5, 0.5, TrialState.Completed);

        Assert.StartsWith("bohb: 2 results at epoch 9", Rule(), StringComparison.Ordinal);
    }

    [Fact]
    public void Earlier_results_count_at_the_last_rung()
    {
        for (int i = 1; i <= 2; i++)
        {
            _searcher.Observe(new Observation(ObservationKind.Known, new TrialId(-i), At(i / 10.0), 0, i, TrialState.Completed));
        }

        Assert.StartsWith("bohb: 2 results at epoch 9", Rule(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_model_proposes_near_what_is_good_at_its_rung()
    {
        // Good at epoch 1 is what is bad at epoch 3, and that decides.
        for (int trial = 0; trial < 40; trial++)
        {
            double x = trial / 40.0;
            Propose(trial, x);
            Report(trial, 1, x);
            Report(trial, 3, 1 - x);
            End(trial, 3, 1 - x, TrialState.Stopped);
        }

        double mean = Enumerable.Range(100, 50).Average(t => _searcher.Propose(new TrialId(t), RandomStream.For(1, "searcher", t))!.Configuration.GetDouble("x"));
        Assert.InRange(mean, 0.8, 1);
    }

    [Fact]
    public void A_share_of_the_trials_is_the_priors()
    {
        BohbSearcher searcher = Searcher(randomShare: 1.0 / 3);
        int random = Enumerable.Range(0, 3000).Count(t => searcher.Propose(new TrialId(t), RandomStream.For(1, "searcher", t))!.Reason.Rule == "random");

        // Five standard deviations of 26 around a thousand.
        Assert.InRange(random, 870, 1130);
    }

    private static BohbSearcher Searcher(double randomShare) => new(Space, [1, 3, 9], randomShare, null, new TpeSearcherSettings { Startup = 50 });

    private static Configuration At(double x) => Space.Decode([x]);

    private string Rule() => _searcher.Propose(new TrialId(99), RandomStream.For(1, "searcher", 99))!.Reason.ToString();

    private void Propose(int trial, double x)
    {
        _configurations[new TrialId(trial)] = At(x);
        Observe(ObservationKind.Proposed, trial, 0, double.NaN, TrialState.Running);
    }

    private void Report(int trial, int epoch, double value) => Observe(ObservationKind.Reported, trial, epoch, value, TrialState.Running);

    private void End(int trial, int epoch, double value, TrialState state) => Observe(ObservationKind.Ended, trial, epoch, value, state);

    private void Observe(ObservationKind kind, int trial, int epoch, double value, TrialState state) =>
        _searcher.Observe(new Observation(kind, new TrialId(trial), _configurations[new TrialId(trial)], epoch, value, state));
}
