using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Tests.Objectives;

public sealed class TypedObjectiveTests
{
    [Fact]
    public void An_objective_receives_its_own_type()
    {
        IObjective objective = new Sum(Spec(SearchSpace.Of<Pair>()));
        Reports reports = new();
        Assert.Equal(TrialOutcome.Completed, objective.Run(Trial(reports, new Pair(2, true)), default));
        Assert.Equal([(1, 3.0)], reports.Seen);
    }

    [Fact]
    public void A_function_is_an_objective()
    {
        ObjectiveFactory factory = Objective.Of<Pair>(pair => pair.X * 10);
        Reports reports = new();
        factory(Spec(SearchSpace.Of<Pair>())).Run(Trial(reports, new Pair(2, true), epochs: 3), default);
        Assert.Equal([(1, 20.0), (2, 20.0), (3, 20.0)], reports.Seen);
    }

    [Fact]
    public void A_function_of_the_configuration_stops_when_it_is_told()
    {
        Reports reports = new() { StopAt = 2 };
        Objective.Of<Pair>(pair => pair.X)(Spec(SearchSpace.Of<Pair>())).Run(Trial(reports, new Pair(2, true), epochs: 5), default);
        Assert.Equal(2, reports.Seen.Count);
        Assert.Throws<OperationCanceledException>(
            () => Objective.Of<Pair>(pair => pair.X)(Spec(SearchSpace.Of<Pair>())).Run(Trial(new(), new Pair(2, true)), new CancellationToken(true)));
    }

    [Fact]
    public void A_function_of_the_configuration_leaves_a_checkpoint_where_it_pauses()
    {
        IObjective objective = Objective.Of<Pair>(pair => pair.X)(Spec(SearchSpace.Of<Pair>()));
        Assert.NotNull(objective.Run(Trial(new Reports { PauseAt = 2 }, new Pair(2, true), epochs: 5), default).Checkpoint);
        Assert.Null(objective.Run(Trial(new Reports { StopAt = 2 }, new Pair(2, true), epochs: 5), default).Checkpoint);
        Assert.Null(objective.Run(Trial(new Reports(), new Pair(2, true), epochs: 5), default).Checkpoint);
    }

    [Fact]
    public void A_function_sees_the_trial()
    {
        ObjectiveFactory factory = Objective.Of<Pair>((pair, trial, _) =>
        {
            trial.Report(1, pair.X + trial.Attempt);
            return TrialOutcome.Failed(FailureKind.Diverged, "on purpose");
        });
        Reports reports = new();
        Assert.Equal("on purpose", factory(Spec(SearchSpace.Of<Pair>())).Run(Trial(reports, new Pair(2, true)), default).Failure!.Message);
        Assert.Equal([(1, 3.0)], reports.Seen);
    }

    [Fact]
    public void A_space_that_does_not_fit_is_refused_before_the_first_trial()
    {
        ExperimentSpec spec = Spec(SearchSpace.Build(s => s.Float("x", 0, 1).Bool("plus").Bool("minus")));
        Assert.Equal("space.minus: is no member of Pair; it has x, plus", Assert.Throws<InvalidOptionException>(() => new Sum(spec)).Message);
        Assert.Throws<InvalidOptionException>(() => Objective.Of<Pair>(pair => pair.X)(spec));
    }

    private static ExperimentSpec Spec(SearchSpace space) => new() { Name = "t", Space = space, ObjectiveName = "t", Budget = new Budget { Trials = 1 } };

    private static TrialContext Trial(Reports reports, Pair pair, int epochs = 1) => new(reports)
    {
        Experiment = "t", Seed = 1, Trial = new TrialId(0), Attempt = 1, Configuration = Configuration.From(pair), Metric = "value", Device = Device.Cpu(0), Epochs = epochs,
    };

    private sealed record Pair([Uniform(0, 5)] double X, bool Plus);

    private sealed class Sum(ExperimentSpec spec) : Objective<Pair>(spec)
    {
        public override TrialOutcome Run(Pair configuration, TrialContext trial, CancellationToken cancel)
        {
            trial.Report(1, configuration.X + (configuration.Plus ? 1 : 0));
            return TrialOutcome.Completed;
        }
    }

    private sealed class Reports : ITrialReporter
    {
        public List<(int Epoch, double Value)> Seen { get; } = [];

        public int StopAt { get; init; } = int.MaxValue;

        public int PauseAt { get; init; } = int.MaxValue;

        public Verdict Report(int epoch, Metrics metrics)
        {
            Seen.Add((epoch, metrics["value"]));
            return epoch >= PauseAt ? Verdict.Pause(new Reason("test", "")) : epoch >= StopAt ? Verdict.Stop(new Reason("test", "")) : Verdict.Continue(epoch + 1, new Reason("test", ""));
        }
    }
}
