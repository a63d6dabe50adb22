using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

public sealed class ExperimentSpecTests
{
    private static readonly ExperimentSpec Good = Specs.Of(5);

    public static TheoryData<ExperimentSpec, string> Wrong => new()
    {
        { Good with { Name = " " }, "name: an experiment needs a name" },
        { Good with { MaxAttempts = 0 }, "max-attempts: must be at least 1 (is 0)" },
        { Good with { Weight = 0 }, "weight: must be a finite number above 0 (is 0)" },
        { Good with { Weight = double.NaN }, "weight: must be a finite number above 0 (is NaN)" },
        { Good with { Weight = double.PositiveInfinity }, "weight: must be a finite number above 0 (is Infinity)" },
        { Good with { KeepTrials = 0 }, "keep-trials: must be all or at least 1 (is 0)" },
        { Good with { TrialTimeout = TimeSpan.Zero }, "trial-timeout: must be above 0 (is 00:00:00)" },
        { Good with { Budget = new Budget { Trials = 0 } }, "budget.trials: must be at least 1 (is 0)" },
        { Good with { Budget = new Budget { Trials = 1, Epochs = 0 } }, "budget.epochs: must be at least 1 (is 0)" },
        { Good with { Budget = new Budget { TotalEpochs = 0 } }, "budget.total-epochs: must be at least 1 (is 0)" },
        { Good with { Budget = new Budget { WallTime = TimeSpan.FromSeconds(-1) } }, "budget.wall-time: must be above 0 (is -00:00:01)" },
        { Good with { Budget = new Budget { Trials = 1, Target = double.NaN } }, "budget.target: must be a finite number (is NaN)" },
        { Good with { Budget = new Budget() }, "budget: the search would never end; set trials, total-epochs or wall-time" },
        { Good with { Budget = new Budget { Target = 0 } }, "budget: the search would never end; set trials, total-epochs or wall-time" },
        { Good with { Searcher = new GridSearcherSettings(0) }, "searcher.resolution: must be at least 1 (is 0)" },
    };

    public static TheoryData<Hyperparameter, bool> Epochs => new()
    {
        { new IntHyperparameter("epochs", 1, 9), true },
        { new IntHyperparameter("epochs", 0, 9), false },
        { new IntHyperparameter("epochs", 1, int.MaxValue), true },
        { new IntHyperparameter("epochs", 1, 1L + int.MaxValue), false },
        { new FloatHyperparameter("epochs", 1, 9), false },
        { new BoolHyperparameter("epochs"), false },
        { new ChoiceHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of(3L)), true },
        { new ChoiceHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of(0L)), false },
        { new ChoiceHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of("3")), false },
        { new OrdinalHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of(3L)), true },
        { new OrdinalHyperparameter("epochs", HyperparameterValue.Of(1L), HyperparameterValue.Of(3.0)), false },
        { new ConstantHyperparameter("epochs", HyperparameterValue.Of(4L)), true },
        { new ConstantHyperparameter("epochs", HyperparameterValue.Of(1L << 40)), false },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_does_not_fit_is_named(ExperimentSpec spec, string message)
    {
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(spec.Validate).Message);
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => new ExperimentDriver(spec)).Message);
    }

    [Fact]
    public void Any_limit_will_do_and_a_grid_needs_none()
    {
        Good.Validate();
        (Good with { Budget = new Budget { TotalEpochs = 5 } }).Validate();
        (Good with { Budget = new Budget { WallTime = TimeSpan.FromHours(1) } }).Validate();
        (Good with { Budget = new Budget(), Searcher = new GridSearcherSettings(3) }).Validate();
    }

    [Theory]
    [MemberData(nameof(Epochs))]
    public void A_hyperparameter_named_epochs_is_a_number_of_epochs(Hyperparameter epochs, bool fits)
    {
        ExperimentSpec spec = Good with { Space = new SearchSpace(epochs) };
        if (fits)
        {
            spec.Validate();
        }
        else
        {
            Assert.Equal(
                "space.epochs: must be a whole number of at least 1: it is the number of epochs that a trial trains",
                Assert.Throws<InvalidOptionException>(spec.Validate).Message);
        }
    }

    [Fact]
    public void A_configurations_epochs_win_over_the_budgets()
    {
        ExperimentSpec spec = Specs.Of(3, epochs: 8);

        Assert.Equal(8, spec.EpochsOf(Configuration.Empty));
        Assert.Equal(3, spec.EpochsOf(new Configuration([KeyValuePair.Create("epochs", HyperparameterValue.Of(3L))])));
    }

    [Fact]
    public void Maximising_turns_the_sign()
    {
        Assert.Equal(0.5, Good.ToMinimize(0.5));
        Assert.Equal(-0.5, (Good with { Direction = Direction.Maximize }).ToMinimize(0.5));
    }

    [Fact]
    public void Ids_are_ordered_and_short()
    {
        TrialId one = new(1);
        TrialId two = new(2);

        Assert.True(one < two && one <= two && two > one && two >= one && one.CompareTo(two) < 0);
        Assert.False(two < one || two <= one || one > two || one >= two);
        Assert.Equal("1", one.ToString());
        Assert.Equal("1/2", new AttemptId(one, 2).ToString());
    }

    [Fact]
    public void Four_states_are_final_and_so_are_four_phases()
    {
        Assert.Equal([TrialState.Completed, TrialState.Stopped, TrialState.Failed, TrialState.Cancelled], Enum.GetValues<TrialState>().Where(s => s.IsFinal()));
        Assert.Equal(
            [ExperimentPhase.Finished, ExperimentPhase.Exhausted, ExperimentPhase.Interrupted, ExperimentPhase.Failed],
            Enum.GetValues<ExperimentPhase>().Where(p => p.IsFinal()));
        Assert.Equal([TrialState.Completed], Enum.GetValues<TrialState>().Where(s => BestOf.Completed.Counts(s)));
        Assert.Equal([TrialState.Completed, TrialState.Stopped], Enum.GetValues<TrialState>().Where(s => BestOf.All.Counts(s)));
    }
}
