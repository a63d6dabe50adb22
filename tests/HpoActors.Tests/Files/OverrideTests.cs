using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers.Gp;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class OverrideTests
{
    private const string Text = """
        experiment {
          name = mine
          seed = 3
          searcher { type = grid, resolution = 4 }
          budget { trials = 5, epochs = 8 }
          space {
            learning_rate { type = float, min = 1e-4, max = 1, scale = log }
            layers { type = int, min = 1, max = 3 }
          }
          objective { type = softmax, split = holdout }
        }
        """;

    [Fact]
    public void Named_flags_win_over_the_file()
    {
        ExperimentFile file = With(
            ExperimentOverride.Flag("trials", "7"), ExperimentOverride.Flag("epochs", "2"), ExperimentOverride.Flag("seed", "-9"),
            ExperimentOverride.Flag("searcher", "random"), ExperimentOverride.Flag("scheduler", "fifo"), ExperimentOverride.Flag("name", "my own"),
            ExperimentOverride.Flag("trainers", "cpu:2"));
        Assert.Equal(new Budget { Trials = 7, Epochs = 2 }, file.Spec.Budget);
        Assert.Equal(-9, file.Spec.Seed);
        Assert.Equal(new RandomSearcherSettings(), file.Spec.Searcher);
        Assert.Equal("my own", file.Spec.Name);
        Assert.Equal("cpu:2", file.Trainers);
    }

    [Fact]
    public void Set_reaches_the_settings_of_the_node_too()
    {
        ExperimentFile file = With(ExperimentOverride.Set("hpo.checkpoints.keep=files"), ExperimentOverride.Set("hpo.checkpoints.directory=kept"));

        Assert.Equal("files", file.NodeSettings.GetString("hpo.checkpoints.keep"));
        Assert.Equal("kept", file.NodeSettings.GetString("hpo.checkpoints.directory"));
    }

    [Theory]
    [InlineData("hpo.checkpoints.kep=files", "--set hpo.checkpoints.kep=files: unknown key; did you mean 'keep'?; known here: keep, directory")]
    [InlineData("hpo.leese=3s", "--set hpo.leese=3s: unknown key; known here: trainer, checkpoints, cluster, test-timeout, searcher-restart, thinker-dispatcher, waiting-dispatcher, journal, snapshot-store")]
    public void A_setting_of_the_node_that_there_is_not_is_refused(string setting, string error) =>
        Assert.Equal(error, Assert.Throws<ExperimentFileException>(() => With(ExperimentOverride.Set(setting))).Message);

    [Fact]
    public void Keys_of_a_journal_of_ones_own_are_its_own_affair() =>
        Assert.Equal("mine", With(ExperimentOverride.Set("hpo.journal.mine.class=mine")).NodeSettings.GetString("hpo.journal.mine.class"));

    [Fact]
    public void Set_reaches_every_key_and_takes_texts_lists_and_blocks()
    {
        ExperimentFile file = With(
            ExperimentOverride.Set("objective.split=test-as-validation"),
            ExperimentOverride.Set("objective.note = a=b, c"),
            ExperimentOverride.Set("objective.command=[\"sh\", \"-c\"]"),
            ExperimentOverride.Set("space.learning_rate.max=0.5"),
            ExperimentOverride.Set("space.layers={ type = choice, values = [1, 4] }"),
            ExperimentOverride.Set("space.momentum={ type = bool }"),
            ExperimentOverride.Set("retry-on=[diverged]"));
        OptionReader objective = file.Spec.Objective.Read("");
        Assert.Equal("test-as-validation", objective.Text("split"));
        Assert.Equal("a=b, c", objective.Text("note"));
        Assert.Equal(["sh", "-c"], objective.TextList("command")!);
        Assert.Equal(
            [
                new FloatHyperparameter("learning_rate", 1e-4, 0.5, Scale.Log).Describe(),
                new ChoiceHyperparameter("layers", HyperparameterValue.Of(1), HyperparameterValue.Of(4)).Describe(),
                new BoolHyperparameter("momentum").Describe(),
            ],
            file.Spec.Space.Hyperparameters.Select(h => h.Describe()));
    }

    [Fact]
    public void A_later_flag_wins_over_an_earlier_one()
    {
        ExperimentFile file = With(ExperimentOverride.Flag("trials", "7"), ExperimentOverride.Set("budget.trials=9"));
        Assert.Equal(9, file.Spec.Budget.Trials);
    }

    [Fact]
    public void An_option_of_the_searcher_may_be_set_where_only_its_name_stands()
    {
        ExperimentFile file = With(ExperimentOverride.Flag("searcher", "grid"), ExperimentOverride.Set("searcher.resolution=2"));
        Assert.Equal(new GridSearcherSettings(2), file.Spec.Searcher);
    }

    [Fact]
    public void The_gaussian_process_takes_its_startup()
    {
        Assert.Equal(new GpSearcherSettings(), With(ExperimentOverride.Flag("searcher", "gp")).Spec.Searcher);
        Assert.Equal(new GpSearcherSettings(5), With(ExperimentOverride.Flag("searcher", "gp"), ExperimentOverride.Set("searcher.startup=5")).Spec.Searcher);
    }

    [Fact]
    public void A_searcher_named_by_a_flag_takes_none_of_the_files_options() =>
        Assert.Equal(new GridSearcherSettings(), With(ExperimentOverride.Flag("searcher", "grid")).Spec.Searcher);

    [Theory]
    [InlineData("budget.trials=x", "--set budget.trials=x: must be a whole number of at least 1 (is 'x')")]
    [InlineData("budget.trials=", "--set budget.trials=: has no value")]
    [InlineData("budgte.trials=1", "--set budgte.trials=1: experiment.budgte: unknown key; did you mean 'budget'?")]
    [InlineData("space.layers.min=9", "--set space.layers.min=9: is above max (9 > 3); swap them")]
    [InlineData("space.layers={type = int, min = 2, max = 1}", "--set space.layers={type = int, min = 2, max = 1}: experiment.space.layers.min: is above max (2 > 1); swap them")]
    [InlineData("retry-on=[a", "--set retry-on=[a: the [ opened here is never closed; add a ]")]
    [InlineData("retry-on=[a] b", "--set retry-on=[a] b: has 'b' behind its value; remove that or quote the value")]
    [InlineData("seed.x=1", "--set seed.x=1: experiment.seed is a value and has no keys of its own")]
    [InlineData("experiment.seed=1", "--set experiment.seed=1: keys are counted from experiment on; leave 'experiment.' out")]
    [InlineData("budget..trials=1", "--set budget..trials=1: the key has an empty part; write names with single dots between")]
    [InlineData("searcher=bohb", "--set searcher=bohb: must be random, grid, sobol, tpe, gp, cma-es, de or evolution (is 'bohb')")]
    [InlineData("space.x={type = bool, a = 1, a = 2}", "--set space.x={type = bool, a = 1, a = 2}: experiment.space.x.a: is there twice; keep one")]
    public void An_error_names_the_flag(string assignment, string error)
    {
        string message = ExperimentTexts.ErrorOf(Text, ExperimentOverride.Set(assignment));
        Assert.StartsWith(error, message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_names_the_short_flag() => Assert.Equal(
        "--trials none: must be a whole number of at least 1 (is 'none')", ExperimentTexts.ErrorOf(Text, ExperimentOverride.Flag("trials", "none")));

    [Theory]
    [InlineData("seed")]
    [InlineData("=1")]
    [InlineData("")]
    public void Set_needs_a_key_and_a_value(string assignment) => Assert.Equal(
        $"--set {assignment}: a setting is written key=value, such as --set budget.trials=10",
        Assert.Throws<ExperimentFileException>(() => ExperimentOverride.Set(assignment)).Message);

    [Fact]
    public void An_unknown_flag_is_the_callers_mistake() => Assert.Throws<ArgumentException>(() => ExperimentOverride.Flag("trails", "1"));

    [Fact]
    public void A_later_error_finds_its_line_or_its_flag()
    {
        ExperimentFile file = With(ExperimentOverride.Set("objective.lanes=x"));
        Assert.Equal(
            "my.conf:10: experiment.objective.split: must be holdout",
            file.Locate(new InvalidOptionException("objective.split", "must be holdout")).Message);
        Assert.Equal("--set objective.lanes=x: must be auto", file.Locate(new InvalidOptionException("objective.lanes", "must be auto")).Message);
        Assert.Equal(
            "my.conf:10: experiment.objective.dataset: is missing", file.Locate(new InvalidOptionException("objective.dataset", "is missing")).Message);
    }

    private static ExperimentFile With(params ExperimentOverride[] overrides) => ExperimentTexts.Parse(Text, overrides);
}
