using System.Reflection;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Schedulers.Guarded;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using HpoActors.TestKit;
using HpoActors.Tests.Protocol;
using HpoActors.Tests.Searcher;

namespace HpoActors.Tests.Files;

public sealed class ExperimentTextTests
{
    private static readonly ExperimentSpec Plain = new()
    {
        Name = "plain", Space = SearchSpace.Build(s => s.Float("x", 0, 1)), ObjectiveName = "a", Budget = new Budget { Trials = 5 },
    };

    [Fact]
    public void The_text_is_an_experiment_file_with_every_key()
    {
        string text = ExperimentText.Write(ExperimentFile.Parse(
            """
            experiment {
              name = "my sweep"
              budget { trials = 10, epochs = 3, wall-time = 90s }
              searcher = tpe
              scheduler { type = asha, guards { patience = 5 } }
              space {
                rate { type = float, min = 1e-6, max = 1, scale = log, prior { type = log-normal, mean = -3, sd = 1 } }
                layers { type = int, min = 1, max = 4 }
                units { type = ordinal, values = [16, 32], when = "layers >= 2" }
                act { type = choice, values = [tanh, relu] }
                forbid = ["layers == 4 && act == tanh"]
              }
              objective { type = softmax, inner { b = 1, a = [x, "y z"] }, batch-size = 16 }
              points = [{ act = relu, rate = 0.1, layers = 1 }]
              warm-start = [{ value = 0.25, configuration { rate = 1, layers = 2, units = 16, act = tanh } }]
            }
            """,
            "my.conf").Spec);
        Assert.Equal(
            """
            experiment {
              name = "my sweep"
              seed = 1
              metric = validation_error
              direction = minimize
              budget { trials = 10, epochs = 3, total-epochs = unlimited, wall-time = 90s, target = none }
              searcher { type = tpe, startup = 6, candidates = 24, multivariate = true, good-share = 0.15 }
              scheduler { type = asha, eta = 3, min-epochs = 1, variant = promotion, rule = top, brackets = 1, guards { patience = 5, min-delta = 0, min-epochs = 1 } }
              space {
                rate { type = float, min = 1E-06, max = 1, scale = log, prior { type = log-normal, mean = -3, sd = 1 } }
                layers { type = int, min = 1, max = 4, scale = linear, step = 1 }
                units { type = ordinal, values = [16, 32], kind = int, when = "layers >= 2" }
                act { type = choice, values = [tanh, relu], kind = text }
                forbid = ["layers == 4 && act == tanh"]
              }
              objective { type = softmax, batch-size = 16, inner { a = [x, "y z"], b = 1 } }
              max-attempts = 2
              retry-on = [out-of-memory]
              trial-timeout = none
              best-of = completed
              keep-trials = all
              points = [
                { rate = 0.1, layers = 1, act = relu }
              ]
              warm-start = [
                { configuration { rate = 1, layers = 2, units = 16, act = tanh }, value = 0.25 }
              ]
              duplicates = allow
              order = arrival
              strict-lanes = 8
              max-concurrent = auto
              weight = 1
            }

            """,
            text,
            ignoreLineEndingDifferences: true);
    }

    [Theory]
    [MemberData(nameof(ReadyExperimentTests.Files), MemberType = typeof(ReadyExperimentTests))]
    public void A_ready_experiment_comes_back(string name) => ComesBack(ExperimentFile.Load(Path.Combine(ExperimentTexts.Folder, name)).Spec);

    [Fact]
    public void Every_key_of_a_file_comes_back() => ComesBack(ExperimentTexts.Parse(ExperimentTexts.EveryKey).Spec);

    [Fact]
    public void Every_property_of_a_specification_comes_back()
    {
        SearchSpace space = SearchSpace.Build(s => s.Float("x", 0, 1).Int("n", 1, 3));
        Configuration point = space.Decode([0.3, 0.5]);
        ExperimentSpec spec = new()
        {
            Name = "every \"property\"\n\u0001 \\ ü {", Space = space, ObjectiveName = "null", Objective = new OptionSet([new("a b", "//"), new("deep", new OptionSet([new("l", new object[] { "", "[" })]))]),
            Budget = new Budget { Trials = 7, Epochs = 11, TotalEpochs = 5_000_000_000, WallTime = TimeSpan.FromTicks(1_234_567), Target = -1 / 3.0 },
            Seed = long.MinValue, Metric = "accuracy", Direction = Direction.Maximize, Searcher = PolicySamples.Searchers[0], Scheduler = new GuardedSchedulerSettings(new FifoSchedulerSettings(), new GuardOptions { MaxEpochs = 3 }),
            MaxAttempts = 9, RetryOn = [FailureKind.UserError, FailureKind.TrainerLost], TrialTimeout = TimeSpan.FromDays(3), BestOf = BestOf.All, KeepTrials = 4, Points = [point],
            WarmStart = [new KnownResult(point, 0.1 + 0.2)], Duplicates = DuplicatePolicy.Average, Order = TrialOrder.Strict, MaxConcurrent = int.MaxValue, StrictLanes = 3, Weight = 1 / 3.0,
        };
        foreach (PropertyInfo property in typeof(ExperimentSpec).GetProperties())
        {
            Assert.False(Equals(property.GetValue(spec), property.GetValue(Plain)), $"the test's {property.Name} is the default, so that nobody would notice it missing");
        }

        foreach (PropertyInfo property in typeof(Budget).GetProperties())
        {
            Assert.False(Equals(property.GetValue(spec.Budget), property.GetValue(Plain.Budget)), $"the test's budget.{property.Name} is the default");
        }

        ComesBack(spec);
        ComesBack(Plain);
    }

    [Fact]
    public void Any_space_and_its_configurations_come_back_to_the_last_bit()
    {
        for (int i = 0; i < 2_000; i++)
        {
            SearchSpace space = SpaceGenerator.Space(61, i);
            Core.Randomness.RandomStream random = Core.Randomness.RandomStream.For(61, "experiment-text", i);
            ComesBack(Plain with
            {
                Space = space, Points = [space.Sample(random), space.Sample(random)], WarmStart = [new KnownResult(space.Sample(random), random.NextDouble() - 0.5)], Seed = random.NextInt32(int.MaxValue) * -3_000_000_007L,
            });
        }
    }

    [Fact]
    public void Values_that_look_the_same_are_told_apart_by_their_kinds()
    {
        HyperparameterValue[] values = [HyperparameterValue.Of("1"), HyperparameterValue.Of(1.0), HyperparameterValue.Of(1L), HyperparameterValue.Of("true"), HyperparameterValue.Of(true), HyperparameterValue.Of(-0.0)];
        SearchSpace space = new([new ChoiceHyperparameter("c", values), new ConstantHyperparameter("k", HyperparameterValue.Of("007")), new FloatHyperparameter("x", -1, 1)]);
        ComesBack(Plain with
        {
            Space = space,
            Points = [.. values.Select(value => new Configuration([new("c", value), new("k", HyperparameterValue.Of("007")), new("x", HyperparameterValue.Of(-0.0))]))],
        });
    }

    [Theory]
    [InlineData("values = [1, a], kind = int", "experiment.space.c.values: has 'a', which is no int, as its kind says")]
    [InlineData("values = [1, 2], kind = [int, flaot]", "experiment.space.c.kind: has 'flaot'; must be float, int, text, bool; did you mean 'float'?")]
    [InlineData("values = [1, 2], kind = [int]", "experiment.space.c.kind: must be one kind, or one for each of the 2 values (are 1)")]
    [InlineData("values = [1, 2], kind = whole", "experiment.space.c.kind: must be float, int, text or bool (is 'whole')")]
    public void A_wrong_kind_is_named(string settings, string error) => Assert.Equal(
        $"my.conf:5: {error}", ExperimentTexts.ErrorOf(ExperimentTexts.With($"space.c {{ type = choice, {settings} }}")));

    [Theory]
    [InlineData("warm-start = [{ configuration { x = 2 }, value = 1 }]", "warm-start[0].configuration.x: must be one of the space's values: float in [0, 1] (is '2')")]
    [InlineData("warm-start = [{ configuration { x = 1 } }]", "warm-start[0].value: is missing; write a number, value = …")]
    [InlineData("warm-start = [[a]]", "warm-start[0]: must be a list of documents or results, such as [\"earlier.json\"] or [{ configuration { x = 1 }, value = 0.5 }]")]
    [InlineData("points = [{ x { kind = text, value = 1 } }]", "points[0].x.value: must be one of the space's values: float in [0, 1] (is '1')")]
    [InlineData("points = [{ x { value = 1 } }]", "points[0].x.kind: is missing; write float, int, text or bool")]
    public void Wrong_results_and_points_are_named(string setting, string error) => Assert.Equal($"my.conf:5: experiment.{error}", ExperimentTexts.ErrorOf(ExperimentTexts.With(setting)));

    [Fact]
    public void Times_come_back_to_the_tick() => CsCheck.Check.Sample(
        CsCheck.Gen.Long[1, TimeSpan.MaxValue.Ticks / 2],
        ticks => ComesBack(Plain with { TrialTimeout = TimeSpan.FromTicks(ticks >> (int)(ticks % 53)) is { Ticks: > 0 } time ? time : null }),
        iter: 2_000);

    [Fact]
    public void What_has_no_text_is_refused_with_its_key()
    {
        Refused("searcher: is learning of this program's own (HpoActors.Tests.Searcher.LearningSearcherSettings), which cannot be written down or sent;", Plain with { Searcher = new LearningSearcherSettings() });
        Refused("scheduler: is ", Plain with { Scheduler = new MilestoneSchedulerSettings(1) });
        GuardOptions guards = new() { Patience = 1 };
        Refused("scheduler.guards: stand around", Plain with { Scheduler = new GuardedSchedulerSettings(new GuardedSchedulerSettings(new FifoSchedulerSettings(), guards), guards) });
        Refused("experiment.name: has a zero byte", Plain with { Name = "a\0" });
        Refused("objective.type: is the objective's name", Plain with { Objective = new OptionSet([new("type", "x")]) });
        Refused("experiment.objective: has the key ' '", Plain with { Objective = new OptionSet([new(" ", "x")]) });
        Refused("space: has a hyperparameter named forbid", Plain with { Space = SearchSpace.Build(s => s.Float("forbid", 0, 1)) });
        Refused("warm-start: must be a finite number (is NaN)", Plain with { WarmStart = [new KnownResult(Plain.Space.Decode([0.5]), double.NaN)] });
        Refused("trial-timeout: is too long", Plain with { TrialTimeout = TimeSpan.MaxValue });
        Refused("max-attempts: must be at least 1", Plain with { MaxAttempts = 0 });
    }

    [Fact]
    public void An_assembly_is_written_with_its_full_path() => Assert.Contains(
        Path.GetFullPath("my.dll").Replace("\\", "\\\\", StringComparison.Ordinal), ExperimentText.Write(Plain with { Objective = new OptionSet([new("assembly", "my.dll")]) }), StringComparison.Ordinal);

    [Fact]
    public void The_order_of_an_objectives_options_and_of_a_grids_axes_makes_no_other_experiment()
    {
        string one = ExperimentText.Write(Plain with { Objective = new OptionSet([new("a", 1), new("b", 2)]) });
        Assert.Equal(one, ExperimentText.Write(Plain with { Objective = new OptionSet([new("b", 2), new("a", 1)]) }));
    }

    [Fact]
    public void Differences_name_every_key_that_changed()
    {
        string before = ExperimentText.Write(Plain with { Objective = new OptionSet([new("size", 1), new("old", "x y")]), Points = [Plain.Space.Decode([0.5])] });
        string now = ExperimentText.Write(Plain with
        {
            Budget = new Budget { Trials = 20, Target = 0.5 },
            Objective = new OptionSet([new("size", 2), new("inner", new OptionSet([new("a", 1)]))]),
            Space = SearchSpace.Build(s => s.Float("x", 0, 2).Bool("b")),
            Points = [new Configuration([new("x", HyperparameterValue.Of(0.25)), new("b", HyperparameterValue.Of(true))])],
            WarmStart = [new KnownResult(new Configuration([new("x", HyperparameterValue.Of(0.25)), new("b", HyperparameterValue.Of(true))]), 1)],
        });
        Assert.Equal(
            [
                "budget.trials: 20, was 5",
                "budget.target: 0.5, was none",
                "space.x.max: 2, was 1",
                "space.b: { type = bool }, is new",
                "objective.inner: { a = 1 }, is new",
                "objective.size: 2, was 1",
                "objective.old: is gone, was \"x y\"",
                "points[0].x: 0.25, was 0.5",
                "points[0].b: true, is new",
                "warm-start: a list of 1, was []",
            ],
            ExperimentText.Differences(before, now));
        Assert.Empty(ExperimentText.Differences(now, now));
    }

    [Fact]
    public void The_order_of_hyperparameters_is_a_difference()
    {
        string before = ExperimentText.Write(Plain with { Space = SearchSpace.Build(s => s.Float("x", 0, 1).Bool("b")) });
        string now = ExperimentText.Write(Plain with { Space = SearchSpace.Build(s => s.Bool("b").Float("x", 0, 1)) });
        Assert.Equal(["space: in the order b, x, was x, b"], ExperimentText.Differences(before, now));
    }

    [Fact]
    public void What_is_no_text_of_an_experiment_is_refused()
    {
        string text = ExperimentText.Write(Plain);
        Assert.StartsWith("experiment's text:2: experiment.nam: unknown key; did you mean 'name'?", Assert.Throws<ExperimentFileException>(() => ExperimentText.Read(text.Replace("  name =", "  nam =", StringComparison.Ordinal))).Message, StringComparison.Ordinal);
        Assert.Equal("experiment's text: has no block experiment { … }", Assert.Throws<ExperimentFileException>(() => ExperimentText.Differences(text, "a = 1")).Message);
    }

    private static void Refused(string error, ExperimentSpec spec) => Assert.StartsWith(error, Assert.Throws<InvalidOptionException>(() => ExperimentText.Write(spec)).Message, StringComparison.Ordinal);

    private static void ComesBack(ExperimentSpec spec)
    {
        string text = ExperimentText.Write(spec);
        ExperimentSpec read = ExperimentText.Read(text);
        SameContent.Assert(spec with { Objective = OptionSet.Empty, RetryOn = [] }, read with { Objective = OptionSet.Empty, RetryOn = [] });
        Assert.Equal(spec.RetryOn.Distinct().Order(), read.RetryOn);
        Assert.Equal(text, ExperimentText.Write(read));
        Assert.Empty(ExperimentText.Differences(text, ExperimentText.Write(read)));
    }
}
