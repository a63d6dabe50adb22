using HpoActors.Bench.Problems;
using HpoActors.Core;
using HpoActors.Core.Randomness;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Tests.Problems;

public sealed class ProblemSuiteTests
{
    public static TheoryData<string> Names => [.. ProblemSuite.All.Select(p => p.Name)];

    public static TheoryData<string> NamesWithOptimum => [.. ProblemSuite.All.Where(p => p.Optimum is not null).Select(p => p.Name)];

    [Fact]
    public void It_has_at_least_twelve_problems_of_every_kind()
    {
        Assert.True(ProblemSuite.All.Count >= 12);
        Assert.Equal(Enum.GetValues<ProblemKind>(), ProblemSuite.All.Select(p => p.Kind).Distinct().Order());
        Assert.Equal(2, ProblemSuite.All.Count(p => p.Kind == ProblemKind.Training));
        Assert.Equal(ProblemSuite.All.Count, ProblemSuite.All.Select(p => p.Name).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(NamesWithOptimum))]
    public void The_minimizer_is_in_the_space_and_has_the_optimum(string name)
    {
        BenchProblem problem = ProblemSuite.Find(name);
        Assert.Null(problem.Space.Problem(problem.Minimizer!));
        Assert.Equal(problem.Optimum!.Value, problem.Evaluate(problem.Minimizer!, 1, 0).Exact, 1e-5);
        Assert.True(problem.Score(problem.Evaluate(problem.Minimizer!, 1, 0).Exact) < 1e-5);
    }

    [Theory]
    [MemberData(nameof(NamesWithOptimum))]
    public void Nothing_is_below_the_optimum(string name)
    {
        BenchProblem problem = ProblemSuite.Find(name);
        RandomStream random = RandomStream.For(1, "test");
        for (int i = 0; i < 20_000; i++)
        {
            Configuration configuration = problem.Space.Sample(random);
            double value = problem.Evaluate(configuration, 1, i).Exact;
            Assert.True(value >= problem.Optimum - 1e-6, $"{value} at {configuration}");
        }
    }

    // The middle of the box, its ends and its quarters are where a searcher may look without having learnt anything.
    [Theory]
    [MemberData(nameof(NamesWithOptimum))]
    public void No_optimum_lies_where_a_searcher_would_look_first(string name)
    {
        BenchProblem problem = ProblemSuite.Find(name);
        double[] unit = new double[problem.Space.Hyperparameters.Count];
        problem.Space.Encode(problem.Minimizer!, unit);
        double[] searched = [.. unit.Where((u, i) => problem.Space.Hyperparameters[i].Cardinality is null && !double.IsNaN(u) && !IsIdle(problem, i))];
        Assert.All(searched, u => Assert.All([0, 0.25, 0.5, 0.75, 1], corner => Assert.True(Math.Abs(u - corner) > 0.005, $"{u}")));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_evaluation_depends_on_its_arguments_alone(string name)
    {
        BenchProblem problem = ProblemSuite.Find(name);
        Configuration configuration = problem.Space.Sample(RandomStream.For(3, "test"));
        Evaluation first = problem.Evaluate(configuration, 7, 11);
        problem.Evaluate(problem.Space.Sample(RandomStream.For(4, "test")), 7, 12);
        Assert.Equal(first, problem.Evaluate(configuration, 7, 11));
        Assert.True(double.IsFinite(first.Exact));
        Assert.Equal(problem.Kind == ProblemKind.Noisy, first.Reported != first.Exact);
    }

    [Fact]
    public void Noise_is_normal_and_goes_by_seed_and_trial()
    {
        BenchProblem problem = FunctionProblems.NoisyHartmann;
        double[] noise = [.. Enumerable.Range(0, 4000).Select(trial => problem.Evaluate(problem.Minimizer!, 1 + (trial % 4), trial / 4)).Select(e => e.Reported - e.Exact)];
        Assert.Equal(noise.Length, noise.Distinct().Count());

        // Five standard errors.
        Assert.Equal(0, noise.Average(), 5 * 0.2 / Math.Sqrt(4000));
        Assert.Equal(0.2, Math.Sqrt(noise.Sum(n => n * n) / noise.Length), 5 * 0.2 / Math.Sqrt(8000));
    }

    [Fact]
    public void The_best_corner_of_the_discrete_problem_is_forbidden()
    {
        SearchSpace space = DesignedProblems.Stepped.Space;
        Configuration forbidden = new(DesignedProblems.Stepped.Minimizer!.Select(p => p.Key == "size" ? KeyValuePair.Create(p.Key, HyperparameterValue.Of(8)) : p));
        Assert.False(space.Contains(forbidden));
        Assert.True(DesignedProblems.Stepped.Evaluate(forbidden, 1, 0).Exact < 0);
    }

    [Fact]
    public void An_unknown_problem_is_answered_with_the_nearest()
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => ProblemSuite.Find("spere"));
        Assert.Contains("did you mean 'sphere'", error.Message, StringComparison.Ordinal);
    }

    private static bool IsIdle(BenchProblem problem, int place)
    {
        if (problem.Kind != ProblemKind.LowDimensional)
        {
            return false;
        }

        string name = problem.Space.Hyperparameters[place].Name;
        Configuration moved = new(problem.Minimizer!.Select(p => p.Key == name ? KeyValuePair.Create(p.Key, HyperparameterValue.Of(p.Value.AsDouble() + 0.1)) : p));
        return problem.Evaluate(moved, 1, 0) == problem.Evaluate(problem.Minimizer!, 1, 0);
    }
}
