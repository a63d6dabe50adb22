using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;

namespace HpoActors.Bench.Tests;

public sealed class SuiteTests
{
    private static readonly BenchProblem[] Problems = [FunctionProblems.Branin, DesignedProblems.Conditional, FunctionProblems.NoisyHartmann];

    [Fact]
    public void Threads_change_no_result()
    {
        SuiteOptions options = new(Problems, [BenchArguments.Searchers("random")[0], BenchArguments.Control]) { Seeds = 4, Length = new RunLength(20) };
        SuiteResult one = Run(options);
        SuiteResult many = Run(options with { Threads = 4 });
        Assert.True(one.IsComplete);
        Assert.Equal(Problems, one.Problems);
        Assert.Equal(Curves(one), Curves(many));
    }

    [Fact]
    public void Contenders_of_other_seeds_search_elsewhere()
    {
        SuiteResult result = Run(new SuiteOptions([FunctionProblems.Branin], [BenchArguments.Searchers("random")[0], BenchArguments.Control]) { Seeds = 3, Length = new RunLength(5) });
        Assert.Equal(6, Curves(result).Select(c => c[0]).Distinct().Count());
    }

    [Fact]
    public void Several_pending_trials_change_nothing_for_a_searcher_that_does_not_learn()
    {
        SuiteOptions options = new([FunctionProblems.Branin], BenchArguments.Searchers("random")) { Seeds = 2, Length = new RunLength(20) };
        Assert.Equal(Curves(Run(options)), Curves(Run(options with { Length = new RunLength(20, Askers: 7) })));
    }

    [Fact]
    public void A_searcher_that_runs_out_keeps_its_best()
    {
        SuiteResult result = Run(new SuiteOptions([FunctionProblems.Branin], BenchArguments.Searchers("grid{resolution=2}")) { Seeds = 1, Length = new RunLength(10) });
        double[] curve = result.Runs[0][0][0].Curve;
        Assert.Equal(10, curve.Length);
        Assert.All(curve[3..], score => Assert.Equal(curve[3], score));
    }

    [Fact]
    public void An_interrupted_comparison_keeps_the_problems_that_are_done()
    {
        using CancellationTokenSource cancel = new();
        BenchProblem last = Problems[1] with
        {
            Evaluate = (_, _, _) =>
            {
                cancel.Cancel();
                return default;
            },
        };
        SuiteResult result = Suite.Run(
            new SuiteOptions([Problems[0], last, Problems[2]], BenchArguments.Searchers("random")) { Seeds = 2, Length = new RunLength(5) }, new Progress<string>(), cancel.Token);
        Assert.False(result.IsComplete);
        Assert.Equal([Problems[0]], result.Problems);
    }

    [Fact]
    public void A_contender_that_fails_is_named_with_its_problem()
    {
        BenchProblem broken = Problems[0] with { Evaluate = (_, _, _) => throw new InvalidOperationException("no water") };
        BenchException error = Assert.Throws<BenchException>(() => Run(new SuiteOptions([broken], BenchArguments.Searchers("random"))));
        Assert.Equal("random on branin: no water", error.Message);
    }

    [Fact]
    public void A_peer_that_ends_early_is_left_out_and_said_so()
    {
        SuiteResult result = Run(new SuiteOptions(Problems, [BenchArguments.Searchers("random")[0], new Deserter()]) { Seeds = 2, Length = new RunLength(5) });
        Assert.Equal(["random"], result.Contenders);
        Assert.Equal(Problems, result.Problems);
        Assert.Equal("deserter: left out, on branin it had enough", Assert.Single(result.Dropouts));
    }

    private static SuiteResult Run(SuiteOptions options) => Suite.Run(options, new Progress<string>(), CancellationToken.None);

    private static IEnumerable<double[]> Curves(SuiteResult result) => result.Runs.SelectMany(problem => problem).SelectMany(contender => contender).Select(run => run.Curve);

    private sealed class Deserter() : Contender("deserter")
    {
        public override IContestant Open(BenchProblem problem) => throw new PeerException("it had enough");
    }
}
