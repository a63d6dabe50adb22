using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class GoodExperimentTests
{
    [Fact]
    public void Every_key_is_read()
    {
        ExperimentFile file = ExperimentTexts.Parse(ExperimentTexts.EveryKey);
        ExperimentSpec spec = file.Spec;
        Assert.Equal("a name", spec.Name);
        Assert.Equal(42, spec.Seed);
        Assert.Equal("accuracy", spec.Metric);
        Assert.Equal(Direction.Maximize, spec.Direction);
        Assert.Equal(
            new Budget { Trials = 3, Epochs = 4, TotalEpochs = 5_000_000_000, WallTime = TimeSpan.FromSeconds(90), Target = -0.5 }, spec.Budget);
        Assert.Equal(new GridSearcherSettings(3), spec.Searcher);
        Assert.Equal("fifo", spec.Scheduler.Name);
        Assert.Equal(["x", "n", "c", "b", "k", "d"], spec.Space.Hyperparameters.Select(h => h.Name));
        Assert.Equal("n >= 32 and not b", spec.Space.Hyperparameters[5].When?.Text);
        Assert.Equal("c > 1 && x < 0.1", Assert.Single(spec.Space.Forbidden).Text);
        Assert.Equal("x=1, n=16, c=0.1, b=true, k=adam", Assert.Single(spec.Points).ToString());
        Assert.Equal((DuplicatePolicy.Average, TrialOrder.Strict, 4, 6), (spec.Duplicates, spec.Order, spec.StrictLanes, spec.MaxConcurrent));
        Assert.Equal("MyObjective", spec.ObjectiveName);
        Assert.Equal(["type", "list", "inner", "assembly"], spec.Objective.Keys);
        Assert.Equal(Path.GetFullPath("my.dll"), spec.Objective.Read("").Text("assembly"));
        Assert.Equal("\"\\\nA", spec.Objective.Read("").RequiredSection("inner").Text("deep"));
        Assert.Equal(1, spec.MaxAttempts);
        Assert.Equal([FailureKind.Diverged, FailureKind.UserError], spec.RetryOn);
        Assert.Equal(TimeSpan.FromMinutes(10), spec.TrialTimeout);
        Assert.Equal(BestOf.All, spec.BestOf);
        Assert.Equal(10, spec.KeepTrials);
        Assert.Equal("cpu:2+cuda:0", file.Trainers);
        Assert.Equal(TelemetryExporter.Otlp, file.TelemetryExporter);
        Assert.Equal("my.conf", file.Path);
    }

    [Theory]
    [InlineData("[1, 2, 3]", "1|2|3", ValueKind.Int)]
    [InlineData("[1, 2.5]", "1|2.5", ValueKind.Float)]
    [InlineData("[1e-3, 0.10]", "0.001|0.1", ValueKind.Float)]
    [InlineData("[\"1\", \"2\"]", "1|2", ValueKind.Int)]
    [InlineData("[\"1\", relu]", "1|relu", ValueKind.Text)]
    [InlineData("[1, true]", "1|true", ValueKind.Text)]
    [InlineData("[true, false]", "true|false", ValueKind.Bool)]
    [InlineData("[relu, tanh]", "relu|tanh", ValueKind.Text)]
    [InlineData("[\"0.10\", auto]", "0.10|auto", ValueKind.Text)]
    public void Values_of_a_choice_are_of_one_kind(string list, string values, ValueKind kind)
    {
        ExperimentFile file = ExperimentTexts.Parse(ExperimentTexts.With($"space.y {{ type = choice, values = {list} }}\nspace.z {{ type = ordinal, values = {list} }}"));
        ChoiceHyperparameter choice = Assert.IsType<ChoiceHyperparameter>(file.Spec.Space.Hyperparameters[1]);
        Assert.Equal(values, string.Join('|', choice.Values));
        Assert.All(choice.Values, value => Assert.Equal(kind, value.Kind));
        Assert.Equal(choice.Values, Assert.IsType<OrdinalHyperparameter>(file.Spec.Space.Hyperparameters[2]).Values);
    }

    [Theory]
    [InlineData("{ type = float, min = -1, max = 1, step = 0.5 }", "float in [-1, 1], step 0.5")]
    [InlineData("{ type = int, min = 1, max = 64, scale = log }", "int in [1, 64], log scale")]
    [InlineData("{ type = int, min = 16, max = 64, step = 16 }", "int in [16, 64], step 16")]
    [InlineData("{ type = bool }", "bool")]
    [InlineData("{ type = constant, value = 3 }", "constant 3")]
    [InlineData("{ type = constant, value = adam }", "constant adam")]
    public void Hyperparameters_are_read(string block, string description) => Assert.Equal(
        description, ExperimentTexts.Parse(ExperimentTexts.With($"space.y {block}")).Spec.Space.Hyperparameters[1].Describe());

    [Theory]
    [InlineData("{ type = uniform }")]
    [InlineData("{ type = log-uniform }")]
    [InlineData("{ type = normal, mean = 0.5, sd = 0.1 }")]
    [InlineData("{ type = log-normal, mean = -1, sd = 2 }")]
    [InlineData("{ type = beta, alpha = 2, beta = 5 }")]
    public void Priors_are_read(string block)
    {
        Prior expected = block.Split(' ')[3].Trim(',') switch
        {
            "uniform" => Prior.Uniform,
            "log-uniform" => Prior.LogUniform,
            "normal" => Prior.Normal(0.5, 0.1),
            "log-normal" => Prior.LogNormal(-1, 2),
            _ => Prior.Beta(2, 5),
        };
        string text = ExperimentTexts.With($"space.y {{ type = float, min = 0.1, max = 1, prior {block} }}");
        Assert.Equal(expected, Assert.IsType<FloatHyperparameter>(ExperimentTexts.Parse(text).Spec.Space.Hyperparameters[1]).Prior);
    }

    [Fact]
    public void The_space_keeps_the_order_of_the_file()
    {
        ExperimentFile file = ExperimentTexts.Parse(ExperimentTexts.With("space.z { type = bool }\nspace.a { type = bool }\nspace.m { type = bool }"));
        Assert.Equal(["x", "z", "a", "m"], file.Spec.Space.Hyperparameters.Select(h => h.Name));
    }

    [Fact]
    public void A_grid_without_a_budget_is_the_whole_grid()
    {
        ExperimentFile file = ExperimentTexts.Parse($"experiment {{ {ExperimentTexts.Space}, objective {{ type = a }}, searcher = grid }}");
        Assert.Null(file.Spec.Budget.Trials);
    }

    [Fact]
    public void Unlimited_takes_a_limit_back()
    {
        ExperimentFile file = ExperimentTexts.Parse(
            ExperimentTexts.With("budget.wall-time = 1h"), ExperimentOverride.Flag("trials", "unlimited"), ExperimentOverride.Set("trial-timeout=none"));
        Assert.Null(file.Spec.Budget.Trials);
        Assert.Equal(TimeSpan.FromHours(1), file.Spec.Budget.WallTime);
    }

    [Fact]
    public void Node_settings_go_to_the_actor_system()
    {
        ExperimentFile file = ExperimentTexts.Parse(ExperimentTexts.Minimal + """

            akka { loglevel = DEBUG, loggers = [], actor.deployment { "/a/b" { nr = 3 } } }
            akka.log-config-on-start = on
            hpo.checkpoints.directory = "C:\\data\n"
            """);
        Assert.Equal("DEBUG", file.NodeSettings.GetString("akka.loglevel"));
        Assert.Empty(file.NodeSettings.GetStringList("akka.loggers"));
        Assert.Equal(3, file.NodeSettings.GetInt("akka.actor.deployment.\"/a/b\".nr"));
        Assert.True(file.NodeSettings.GetBoolean("akka.log-config-on-start"));
        Assert.Equal("C:\\data", file.NodeSettings.GetString("hpo.checkpoints.directory").TrimEnd());
        Assert.False(file.NodeSettings.HasPath("experiment"));
        Assert.True(ExperimentTexts.Parse(ExperimentTexts.Minimal).NodeSettings.IsEmpty);
    }

    [Fact]
    public void Line_ends_of_Windows_make_no_difference()
    {
        string text = ExperimentTexts.With("name = \"\"\"a\nb\"\"\"\nsede = 1").ReplaceLineEndings("\r\n");
        Assert.StartsWith("my.conf:7: experiment.sede", ExperimentTexts.ErrorOf(text), StringComparison.Ordinal);
        Assert.Equal("a\nb", ExperimentTexts.Parse(text.Replace("sede", "seed", StringComparison.Ordinal)).Spec.Name);
    }

    [Fact]
    public void JSON_is_read_too()
    {
        ExperimentFile file = ExperimentTexts.Parse("""
            {
              "experiment": {
                "space": { "x": { "type": "float", "min": 0, "max": 1 } },
                "objective": { "type": "a", "flag": true },
                "budget": { "trials": 2 }
              }
            }
            """);
        Assert.True(file.Spec.Objective.Read("").Flag("flag"));
    }
}
