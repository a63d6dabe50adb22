using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Objectives;

public sealed class TrialContextTests
{
    private readonly List<(int Epoch, Metrics Metrics)> _reports = [];
    private Func<int, Verdict> _answer = epoch => Verdict.Continue(epoch + 1, new Reason("test"));

    [Fact]
    public void Reports_reach_the_reporter_and_verdicts_come_back()
    {
        TrialContext trial = Context(epochs: 3);

        Assert.Equal(VerdictKind.Continue, trial.Report(1, 0.5).Kind);
        Assert.Equal(VerdictKind.Continue, trial.Report(2, new Metrics(KeyValuePair.Create("loss", 1.0), KeyValuePair.Create("error", 0.4))).Kind);
        _answer = _ => Verdict.LastEpoch;
        Assert.Equal(VerdictKind.Stop, trial.Report(3, 0.3).Kind);
        Assert.Equal([1, 2, 3], _reports.Select(r => r.Epoch));
        Assert.Equal(new Metrics("error", 0.5), _reports[0].Metrics);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4)]
    public void An_epoch_outside_the_trial_is_refused(int epoch)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(nameof(epoch), () => Context(epochs: 3).Report(epoch, 0.5));

        Assert.StartsWith($"epoch {epoch} was reported where 1 to 3 could come", error.Message, StringComparison.Ordinal);
        Assert.Empty(_reports);
    }

    [Fact]
    public void Epochs_may_be_left_out_and_never_go_back()
    {
        TrialContext trial = Context(epochs: 9);
        trial.Report(4, 0.5);

        Assert.StartsWith("epoch 4 was reported where 5 to 9 could come", Assert.Throws<ArgumentOutOfRangeException>(() => trial.Report(4, 0.5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => trial.Report(3, 0.5));
        Assert.Equal([4], _reports.Select(r => r.Epoch));
    }

    [Fact]
    public void A_resumed_trial_goes_on_where_it_paused()
    {
        TrialContext trial = Context(epochs: 9, firstEpoch: 4);

        Assert.StartsWith("epoch 3 was reported where 4 to 9 could come", Assert.Throws<ArgumentOutOfRangeException>(() => trial.Report(3, 0.5)).Message, StringComparison.Ordinal);
        trial.Report(4, 0.5);
    }

    [Fact]
    public void The_experiments_metric_has_to_be_there()
    {
        ArgumentException error = Assert.Throws<ArgumentException>("metrics", () => Context(epochs: 3).Report(1, new Metrics(KeyValuePair.Create("loss", 1.0), KeyValuePair.Create("accuracy", 0.5))));

        Assert.StartsWith("the report of epoch 1 lacks the experiment's metric 'error' (it has: loss, accuracy)", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Context(epochs: 3).Report(1, null!));
        Assert.Empty(_reports);
    }

    [Fact]
    public void A_refused_report_may_be_mended()
    {
        TrialContext trial = Context(epochs: 3);
        Assert.Throws<ArgumentException>(() => trial.Report(1, Metrics.None));

        trial.Report(1, 0.5);
    }

    [Theory]
    [InlineData(VerdictKind.Stop)]
    [InlineData(VerdictKind.Pause)]
    public void After_a_verdict_to_end_nothing_is_taken(VerdictKind kind)
    {
        _answer = _ => new Verdict(kind, 0, new Reason("test"));
        TrialContext trial = Context(epochs: 3);
        trial.Report(1, 0.5);

        Assert.Equal(
            "epoch 2 was reported after the trial had been told to end at epoch 1; return when Report says so",
            Assert.Throws<InvalidOperationException>(() => trial.Report(2, 0.5)).Message);
        Assert.Single(_reports);
    }

    // The experiment's affair: it makes a failure of it.
    [Fact]
    public void Not_a_number_is_handed_on()
    {
        Context(epochs: 1).Report(1, double.NaN);

        Assert.True(double.IsNaN(_reports[0].Metrics["error"]));
    }

    [Fact]
    public void A_cancelled_report_surfaces()
    {
        _answer = _ => throw new OperationCanceledException();

        Assert.Throws<OperationCanceledException>(() => Context(epochs: 3).Report(1, 0.5));
    }

    [Fact]
    public void Its_randomness_depends_on_seed_trial_and_purpose_and_not_on_the_attempt()
    {
        ulong expected = RandomStream.For(42, "weights", 7).NextUInt64();

        Assert.Equal(expected, Context(epochs: 1).Random("weights").NextUInt64());
        Assert.Equal(expected, Context(epochs: 1, attempt: 2).Random("weights").NextUInt64());
        Assert.NotEqual(expected, Context(epochs: 1).Random("data").NextUInt64());
    }

    [Fact]
    public void Attributes_are_kept()
    {
        TrialContext trial = Context(epochs: 1);
        trial.Attributes["parameters"] = 7850;

        Assert.Equal(7850, trial.Attributes["parameters"]);
        Assert.Throws<ArgumentNullException>(() => new TrialContext(null!) { Experiment = "", Seed = 1, Trial = default, Attempt = 1, Configuration = Configuration.Empty, Metric = "", Device = default, Epochs = 1 });
    }

    private TrialContext Context(int epochs, int firstEpoch = 1, int attempt = 1) => new(new Reporter(this))
    {
        Experiment = "test",
        Seed = 42,
        Trial = new TrialId(7),
        Attempt = attempt,
        Configuration = Configuration.Empty,
        Metric = "error",
        Device = Device.Cpu(0),
        FirstEpoch = firstEpoch,
        Epochs = epochs,
    };

    private sealed class Reporter(TrialContextTests test) : ITrialReporter
    {
        public Verdict Report(int epoch, Metrics metrics)
        {
            test._reports.Add((epoch, metrics));
            return test._answer(epoch);
        }
    }
}
