using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

/// <summary>Conditions and forbidden combinations, and what the search finds.</summary>
public sealed class TpeSearcherSpaceTests
{
    private static readonly SearchSpace Branches = new(
        new ChoiceHyperparameter("algorithm", HyperparameterValue.Of("svm"), HyperparameterValue.Of("forest")),
        new FloatHyperparameter("c", 1e-3, 1e3, Scale.Log) { When = "algorithm == svm" },
        new IntHyperparameter("depth", 1, 30) { When = "algorithm == forest" },
        new BoolHyperparameter("boost") { When = "algorithm == forest" },
        new FloatHyperparameter("rate", 1e-3, 1, Scale.Log) { When = "boost == true" });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Both_branches_are_explored_and_the_better_one_is_exploited(bool multivariate)
    {
        TpeRun run = new(Branches, new TpeSearcherSettings { Multivariate = multivariate });
        IReadOnlyList<Configuration> taken = run.Run(80, BranchValue);

        Assert.All(taken, c => Assert.Null(Branches.Problem(c)));
        Assert.InRange(taken.Count(c => c.GetText("algorithm") == "svm"), 2, 30);
        Assert.InRange(run.Best, 0, 0.1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_forbidden_is_never_proposed(bool multivariate)
    {
        SearchSpace space = new(
            [new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1), new IntHyperparameter("n", 0, 3)],
            ["x < 0.3 && y < 0.6", "n == 2 && x > 0.5"]);
        TpeRun run = new(space, new TpeSearcherSettings { Multivariate = multivariate });

        Assert.All(run.Run(80, c => c.GetDouble("x") + c.GetDouble("y") + Math.Abs(c.GetDouble("n") - 2)), c => Assert.True(space.Contains(c)));
    }

    [Fact]
    public void Where_nearly_all_is_forbidden_it_draws_what_is_allowed()
    {
        SearchSpace space = new([new IntHyperparameter("n", 0, 2_000_000), new IntHyperparameter("m", 0, 1)], ["n < 1950000"]);
        TpeRun run = new(space);

        Assert.All(run.Run(40, c => c.GetDouble("n")), c => Assert.True(space.Contains(c)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_beats_random_search(bool multivariate)
    {
        SearchSpace box = new(Enumerable.Range(0, 5).Select(i => new FloatHyperparameter($"x{i}", -5, 5)));

        Assert.All([Sphere, Rosenbrock, Absolute], f =>
        {
            double[] tpe = [.. Enumerable.Range(0, 10).Select(seed => Best(new TpeRun(box, new TpeSearcherSettings { Multivariate = multivariate }, seed), f))];
            double[] random = [.. Enumerable.Range(0, 10).Select(seed => Enumerable.Range(0, 80).Min(i => f(box.Sample(RandomStream.For(seed, "random", i)))))];

            Assert.True(tpe.Average() < random.Average() / 2, $"{tpe.Average()} against {random.Average()}");
        });
    }

    private static double Best(TpeRun run, Func<Configuration, double> f)
    {
        run.Run(80, f);
        return run.Best;
    }

    private static double Sphere(Configuration c) => c.Select((x, i) => Math.Pow(x.Value.AsDouble() - i + 1.5, 2)).Sum();

    private static double Absolute(Configuration c) => c.Select((x, i) => (i + 1) * Math.Abs(x.Value.AsDouble() + i - 2.5)).Sum();

    private static double Rosenbrock(Configuration c)
    {
        double[] x = [.. c.Select(p => p.Value.AsDouble() / 2.5)];
        return Enumerable.Range(0, 4).Sum(i => (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2));
    }

    private static double BranchValue(Configuration c) => c.GetText("algorithm") == "svm"
        ? 0.5 + Math.Abs(Math.Log10(c.GetDouble("c")) - 1)
        : (Math.Abs(c.GetDouble("depth") - 12) / 20) + (c.GetBool("boost") ? Math.Abs(Math.Log10(c.GetDouble("rate")) + 1) / 5 : 0.3);
}
