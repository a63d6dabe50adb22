using CsCheck;
using HpoActors.Core;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Objectives.Function;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Function;

public sealed class FunctionObjectiveTests
{
    public static TheoryData<string> Names => new(TestFunctions.All.Select(f => f.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_known_minimum_is_there_and_no_other_point_of_the_domain_is_below_it(string name)
    {
        Assert.True(TestFunctions.TryFind(name, out TestFunction? function));
        foreach (int n in function.MostDimensions is { } most ? [most] : new[] { Math.Max(1, function.FewestDimensions), 3, 7 })
        {
            double minimum = function.Minimum(n);
            double[] best = [.. function.Minimizer(n)];
            Assert.Equal(n, best.Length);
            Assert.All(best, (x, i) => Assert.InRange(x, function.Domain(i).Min, function.Domain(i).Max));
            Assert.Equal(minimum, function.Evaluate(best), 1e-6);
            Gen.Double[0, 1].Array[n].Sample(unit => function.Evaluate(At(function, unit)) >= minimum - 1e-9, iter: 2000);
            Gen.Double[-0.01, 0.01].Array[n].Sample(near => function.Evaluate(best.Zip(near, (b, d) => b + d).ToArray()) >= minimum - 1e-9, iter: 2000);
        }
    }

    // Values by hand or from the formulas evaluated independently.
    [Theory]
    [InlineData("sphere", new[] { 1.0, -2, 3 }, 14)]
    [InlineData("rosenbrock", new[] { 0.0, 0 }, 1)]
    [InlineData("rosenbrock", new[] { -1.0, 2, 1 }, 1005)]
    [InlineData("ackley", new[] { 1.0, 1 }, 3.6253849384403627)]
    [InlineData("rastrigin", new[] { 0.5, 1 }, 21.25)]
    [InlineData("griewank", new[] { 0.0, Math.PI * 1.4142135623730951 }, 2.0049348022005446)]
    [InlineData("levy", new[] { -3.0 }, 1)]
    [InlineData("levy", new[] { 5.0, 1 }, 8.0807341827357106)]
    [InlineData("styblinski-tang", new[] { 0.0, 1 }, -5)]
    [InlineData("branin", new[] { -Math.PI, 12.275 }, 0.39788735772973816)]
    [InlineData("branin", new[] { 3 * Math.PI, 2.475 }, 0.39788735772973816)]
    [InlineData("branin", new[] { 0.0, 0 }, 55.602112642270264)]
    [InlineData("six-hump-camel", new[] { 1.0, 1 }, 3.2333333333333334)]
    [InlineData("hartmann3", new[] { 0.0, 0, 0 }, -0.06797411659013469)]
    [InlineData("hartmann6", new[] { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 }, -0.5053149917022333)]
    [InlineData("constant", new[] { 4.0 }, 0)]
    public void Values_agree_with_the_literature(string name, double[] x, double value)
    {
        Assert.True(TestFunctions.TryFind(name, out TestFunction? function));
        Assert.Equal(value, function.Evaluate(x), 1e-8);
    }

    [Fact]
    public void Coordinates_go_by_name_and_not_by_the_order_of_the_space()
    {
        FunctionObjective objective = Create("branin", Real("x1"), Real("x0"), new IntHyperparameter("epochs", 1, 3));
        FakeReporter reporter = new();
        Assert.Equal(TrialOutcome.Completed, objective.Run(Context(reporter, At(("x1", 2.275), ("x0", Math.PI))), default));
        (int epoch, Metrics metrics) = Assert.Single(reporter.Reports);
        Assert.Equal(1, epoch);
        Assert.Equal(0.397887, metrics["error"], 1e-6);
    }

    [Fact]
    public void One_dimension_is_called_x_or_x0()
    {
        Assert.Equal(0, ValueOf(Create("ackley", Real("x")), ("x", 0)), 1e-12);
        Assert.Equal(ValueOf(Create("levy", Real("x")), ("x", 3)), ValueOf(Create("levy", Real("x0")), ("x0", 3)));
    }

    [Fact]
    public void Sphere_takes_numbers_of_any_name_and_kind()
    {
        FunctionObjective objective = Create(
            "sphere", Real("learning_rate"), new IntHyperparameter("layers", 1, 5), new ChoiceHyperparameter("width", HyperparameterValue.Of(2L), HyperparameterValue.Of(0.5)),
            new ConstantHyperparameter("offset", HyperparameterValue.Of(1L)), new IntHyperparameter("epochs", 1, 9));
        FakeReporter reporter = new();
        objective.Run(
            Context(reporter, Configuration(("learning_rate", HyperparameterValue.Of(0.5)), ("layers", HyperparameterValue.Of(3L)), ("width", HyperparameterValue.Of(2L)),
                ("offset", HyperparameterValue.Of(1L)), ("epochs", HyperparameterValue.Of(9L)))),
            default);
        Assert.Equal(14.25, Assert.Single(reporter.Reports).Metrics["error"]);
    }

    [Fact]
    public void Constant_takes_anything() =>
        Assert.Equal(0, ValueOf(Create("constant", new BoolHyperparameter("b"), new ChoiceHyperparameter("c", HyperparameterValue.Of("a")))));

    [Theory]
    [InlineData("branin", "x0", "objective.function: branin has 2 dimensions and takes the hyperparameters x0, x1; the space has 1 (x0)")]
    [InlineData("branin", "", "objective.function: branin has 2 dimensions and takes the hyperparameters x0, x1; the space has none")]
    [InlineData("hartmann6", "x0 x1 x2", "hartmann6 has 6 dimensions and takes the hyperparameters x0, x1, x2, x3, x4, x5; the space has 3 (x0, x1, x2)")]
    [InlineData("hartmann3", "x0 x1 x2 x3", "hartmann3 has 3 dimensions")]
    [InlineData("branin", "x1 x2", "branin takes the hyperparameters x0, x1, and the space has x2; rename or remove it")]
    [InlineData("branin", "a b", "and the space has a;")]
    [InlineData("rosenbrock", "x", "rosenbrock has at least 2 dimensions and takes the hyperparameters x0, x1, …; the space has 1 (x)")]
    [InlineData("ackley", "x x0", "ackley takes the hyperparameters x, or x0, x1, …, and the space has x;")]
    [InlineData("sphere", "", "sphere has at least 1 dimension and takes any numbers; the space has none")]
    [InlineData("sphere", "epochs", "the space has none")]
    [InlineData("brannin", "x0 x1", "there is no function 'brannin'; did you mean 'branin'?; there are ackley, branin,")]
    public void A_space_that_does_not_fit_is_refused_before_any_trial(string function, string names, string message)
    {
        Hyperparameter[] space = [.. names.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Real)];
        Assert.Contains(message, Assert.Throws<InvalidOptionException>(() => Create(function, space)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_number_is_refused()
    {
        Assert.Equal("objective.function: sphere takes numbers, and b is a bool", Refused("sphere", new BoolHyperparameter("b")));
        Assert.Equal("objective.function: ackley takes numbers, and x is a choice of 1, a", Refused("ackley", new ChoiceHyperparameter("x", HyperparameterValue.Of(1L), HyperparameterValue.Of("a"))));

        static string Refused(string function, Hyperparameter hyperparameter) => Assert.Throws<InvalidOptionException>(() => Create(function, hyperparameter)).Message;
    }

    [Fact]
    public void The_sphere_may_lack_a_coordinate_and_others_may_not()
    {
        Hyperparameter conditional = new FloatHyperparameter("x1", -5, 15) { When = "x0 > 0" };
        Assert.Equal(4, ValueOf(Create("sphere", Real("x0"), conditional), ("x0", 2)));
        Assert.Equal(13, ValueOf(Create("sphere", Real("x0"), conditional), ("x0", 2), ("x1", 3)));
        Assert.Equal(
            "objective.function: branin takes all of its coordinates, and x1 exists only where x0 > 0",
            Assert.Throws<InvalidOptionException>(() => Create("branin", Real("x0"), conditional)).Message);
    }

    [Fact]
    public void Options_are_read_strictly()
    {
        Assert.Equal("objective.function", Assert.Throws<InvalidOptionException>(() => FunctionObjective.Create(Spec(OptionSet.Empty, Real("x")))).Key);
        Assert.Contains(
            "did you mean 'function'?",
            Assert.Throws<InvalidOptionException>(() => FunctionObjective.Create(Spec(Options(("function", "sphere"), ("functoin", "sphere")), Real("x")))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Each_epoch_reports_the_value_until_a_verdict_ends_the_trial()
    {
        FunctionObjective objective = Create("sphere", Real("x"));
        FakeReporter all = new();
        Assert.Equal(TrialOutcome.Completed, objective.Run(Context(all, At(("x", 2)), epochs: 4), default));
        Assert.Equal([(1, 4.0), (2, 4.0), (3, 4.0), (4, 4.0)], all.Reports.Select(r => (r.Epoch, r.Metrics["error"])));

        FakeReporter resumed = new((epoch, _) => epoch == 5 ? FakeReporter.Stop : FakeReporter.GoOn);
        Assert.Equal(TrialOutcome.Completed, objective.Run(Context(resumed, At(("x", 3)), epochs: 9, firstEpoch: 3), default));
        Assert.Equal([3, 4, 5], resumed.Reports.Select(r => r.Epoch));
    }

    // f = 4, height 2: epoch e reports 4 + 2 (1 + e)^-r, so that log2 of 2 over the first epoch's excess is r, from 0.5 to 1.5.
    [Fact]
    public void With_a_curve_height_a_trial_falls_towards_the_value_at_a_rate_of_its_own()
    {
        FunctionObjective objective = FunctionObjective.Create(Spec(Options(("function", "sphere"), ("curve-height", "2")), Real("x")));
        List<double> rates = [];
        for (int trial = 0; trial < 20; trial++)
        {
            FakeReporter reporter = new();
            objective.Run(Context(reporter, At(("x", 2)), epochs: 3, trial: trial), default);
            double rate = Math.Log2(2 / (reporter.Reports[0].Metrics["error"] - 4));
            Assert.InRange(rate, 0.5, 1.5);
            Assert.Equal(4 + (2 * Math.Pow(4, -rate)), reporter.Reports[2].Metrics["error"], 1e-12);
            rates.Add(rate);

            FakeReporter resumed = new();
            objective.Run(Context(resumed, At(("x", 2)), epochs: 3, firstEpoch: 3, trial: trial, attempt: 2), default);
            Assert.Equal(reporter.Reports[2].Metrics, Assert.Single(resumed.Reports).Metrics);
        }

        Assert.Equal(20, rates.Distinct().Count());
    }

    [Fact]
    public void A_paused_trial_goes_on_at_the_next_epoch()
    {
        FunctionObjective objective = Create("sphere", Real("x"));
        FakeReporter first = new((epoch, _) => epoch == 2 ? FakeReporter.Pause : FakeReporter.GoOn), second = new();
        Checkpoint left = objective.Run(Context(first, At(("x", 2)), epochs: 4), default).Checkpoint!;
        Assert.Equal(TrialOutcome.Completed, Create("sphere", Real("x")).Run(Context(second, At(("x", 2)), epochs: 4, firstEpoch: 3, checkpoint: left), default));
        Assert.Equal([1, 2, 3, 4], first.Reports.Concat(second.Reports).Select(r => r.Epoch));
        FormatException error = Assert.Throws<FormatException>(
            () => objective.Run(Context(second, At(("x", 2)), epochs: 4, firstEpoch: 3, checkpoint: new Checkpoint("command/1", left.Content)), default));
        Assert.Equal("the checkpoint is of the format command/1, not function/1", error.Message);
    }

    [Fact]
    public void A_value_that_is_no_number_is_a_failure()
    {
        TrialFailure? failure = Create("sphere", Real("x")).Run(Context(new FakeReporter(), At(("x", 1e200))), default).Failure;
        Assert.Equal("diverged: the function's value was Infinity at x=1E+200", failure?.ToString());
    }

    [Fact]
    public void Cancellation_ends_a_trial()
    {
        using CancellationTokenSource cancel = new();
        FakeReporter reporter = new((_, _) =>
        {
            cancel.Cancel();
            return FakeReporter.GoOn;
        });
        Assert.Throws<OperationCanceledException>(() => Create("sphere", Real("x")).Run(Context(reporter, At(("x", 1)), epochs: 5), cancel.Token));
        Assert.Single(reporter.Reports);
    }

    [Fact]
    public void A_trial_costs_little_memory()
    {
        FunctionObjective objective = Create("hartmann6", [.. Enumerable.Range(0, 6).Select(i => Real($"x{i}"))]);
        Configuration configuration = At([.. Enumerable.Range(0, 6).Select(i => ($"x{i}", 0.1 * i))]);
        Quiet quiet = new();
        for (int i = 0; i < 20_000; i++)
        {
            objective.Run(Context(quiet, configuration), default);
        }

        const int Trials = 50_000;
        long bytes = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Trials; i++)
        {
            objective.Run(Context(quiet, configuration), default);
        }

        // The context, the metrics and their array; the time is the benchmarks' affair.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Trials, 0, 400);
    }

    private sealed class Quiet : ITrialReporter
    {
        public Verdict Report(int epoch, Metrics metrics) => Verdict.LastEpoch;
    }

    private static FloatHyperparameter Real(string name) => new(name, -1, 1);

    private static FunctionObjective Create(string function, params Hyperparameter[] space) => FunctionObjective.Create(Spec(Options(("function", function)), space));

    private static Configuration At(params (string Name, double Value)[] point) => Configuration([.. point.Select(p => (p.Name, HyperparameterValue.Of(p.Value)))]);

    private static double ValueOf(FunctionObjective objective, params (string Name, double Value)[] point)
    {
        FakeReporter reporter = new();
        objective.Run(Context(reporter, At(point)), default);
        return Assert.Single(reporter.Reports).Metrics["error"];
    }

    private static double[] At(TestFunction function, double[] unit) =>
        [.. unit.Select((u, i) => function.Domain(i).Min + (u * (function.Domain(i).Max - function.Domain(i).Min)))];
}
