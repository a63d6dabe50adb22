using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

public sealed class CmaEsConvergenceTests
{
    [Theory]
    [InlineData(2, 300, 1e-6)]
    [InlineData(10, 1000, 1e-5)]
    [InlineData(20, 1500, 1e-3)]
    public void The_sphere_is_solved(int n, int trials, double accuracy) => Solves(n, trials, accuracy, d => d.Sum(a => a * a));

    [Theory]
    [InlineData(5, 2000)]
    [InlineData(10, 3000)]
    public void The_ellipsoid_is_solved_along_the_axes_and_rotated_alike(int n, int trials)
    {
        Solves(n, trials, 1e-4, d => d.Select((a, i) => Math.Pow(1e4, (double)i / (n - 1)) * a * a).Sum());
        Solves(n, trials, 1e-4, d =>
        {
            // A reflection at a skew plane.
            double[] skew = [.. d.Select((_, i) => Math.Cos((1.3 * i) + 0.4))];
            double along = 2 * d.Zip(skew, (a, b) => a * b).Sum() / skew.Sum(a => a * a);
            return d.Select((a, i) => Math.Pow(1e4, (double)i / (n - 1)) * Math.Pow(a - (along * skew[i]), 2)).Sum();
        });
    }

    [Fact]
    public void Rosenbrocks_valley_is_followed_to_its_end()
    {
        double Rosenbrock(Configuration c)
        {
            double[] x = [.. CmaEsRun.Numbers(c).Select(u => (4 * u) - 2)];
            return Enumerable.Range(0, 3).Sum(i => (100 * Math.Pow(x[i + 1] - (x[i] * x[i]), 2)) + Math.Pow(1 - x[i], 2));
        }

        Assert.InRange(new CmaEsRun(CmaEsRun.Cube(4)).Run(3000, Rosenbrock).Best, 0, 1e-6);
    }

    [Fact]
    public void An_optimum_in_a_corner_is_reached_exactly() =>
        Assert.Equal(0, new CmaEsRun(CmaEsRun.Cube(3)).Run(200, c => CmaEsRun.Numbers(c).Sum()).Best);

    [Fact]
    public void Whole_numbers_are_found_exactly()
    {
        int[] optimum = [3, 8, 5, 0, 9, 10];
        SearchSpace space = new(Enumerable.Range(0, 6).Select(i => new IntHyperparameter($"k{i}", 0, 10)));

        double Distance(Configuration c) => optimum.Select((o, i) => (i + 1) * Math.Pow(c.GetInt32($"k{i}") - o, 2)).Sum();
        Assert.Equal(0, new CmaEsRun(space).Run(500, Distance).Best);
    }

    [Fact]
    public void The_margin_frees_an_int_that_froze_at_the_wrong_value()
    {
        // The valley of x is deep at once, and only then does it pay to leave n = 0.
        SearchSpace space = new(new FloatHyperparameter("x", 0, 1), new IntHyperparameter("n", 0, 1));

        double Valley(Configuration c) => Math.Abs(c.GetDouble("x") - 0.3) < 1e-3 && c.GetInt32("n") == 1 ? 0 : 1 + Math.Abs(c.GetDouble("x") - 0.3) + c.GetInt32("n");
        Assert.Equal(0, new CmaEsRun(space).Run(400, Valley).Best);
    }

    [Fact]
    public void Choices_follow_the_ranking()
    {
        SearchSpace space = new(
            new FloatHyperparameter("x", 0, 1),
            new ChoiceHyperparameter("c", [.. "abcde".Select(v => HyperparameterValue.Of(v.ToString()))]),
            new BoolHyperparameter("b"));
        CmaEsRun run = new CmaEsRun(space).Run(
            150, c => Math.Pow(c.GetDouble("x") - 0.2, 2) + Math.Abs(c.GetText("c")[0] - 'd') + (c.GetBool("b") ? 0 : 1));

        // The floors of two choices: (1 - 0.73^(1/2)) / (K - 1) for each other value.
        IReadOnlyList<CategoricalDistribution> learnt = run.Searcher.Distribution!.Categoricals;
        Assert.Equal(Math.Sqrt(0.73), learnt[0].Probabilities[3], 0.03);
        Assert.Equal(Math.Sqrt(0.73), learnt[1].Probabilities.ToArray().Max(), 0.03);
        Assert.InRange(run.Best, 0, 1e-4);
    }

    [Fact]
    public void What_a_branch_lacks_teaches_nothing_about_it()
    {
        // y exists in half of the range of k and never matters: its spread stays what it was, within a factor, while x contracts.
        SearchSpace space = new(
            new FloatHyperparameter("x", 0, 1), new IntHyperparameter("k", 0, 1), new FloatHyperparameter("y", 0, 1) { When = Condition.Parse("k == 1") });
        CmaEsRun run = new CmaEsRun(space).Run(250, c => Math.Pow(c.GetDouble("x") - 0.6, 2) + c.GetInt32("k"));
        EvolutionStrategy strategy = run.Searcher.Distribution!.Strategy!;

        Assert.InRange(strategy.Deviation(0), 0, 0.01);
        Assert.InRange(strategy.Deviation(2) / strategy.Deviation(0), 5, double.PositiveInfinity);
        Assert.InRange(run.Best, 0, 1e-5);
    }

    private static void Solves(int n, int trials, double accuracy, Func<double[], double> ofDistance)
    {
        double[] worst = [.. Enumerable.Range(1, 3).Select(seed =>
            new CmaEsRun(CmaEsRun.Cube(n), seed: seed)
                .Run(trials, c => ofDistance([.. CmaEsRun.Numbers(c).Select((x, i) => x - 0.5 - (0.3 * Math.Sin((1.7 * i) + 0.9)))])).Best)];
        Assert.All(worst, best => Assert.InRange(best, 0, accuracy));
    }
}
