using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;
using HpoActors.Core;

namespace HpoActors.Bench.Tests.Contenders;

public sealed class PeersTests
{
    [Fact]
    public void An_unknown_peer_is_answered_with_the_nearest()
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => Peers.Find(["optuna-tpa"], Peers.DefaultPython, []));
        Assert.Contains("did you mean 'optuna-tpe'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_Python_there_are_none_and_a_line_says_so()
    {
        List<string> notes = [];
        Assert.Empty(Peers.Find(["optuna-tpe"], "/no/such/python", notes));
        Assert.Contains("/no/such/python", Assert.Single(notes), StringComparison.Ordinal);
    }

    [OptunaFact]
    public void Every_sampler_honours_conditions_and_forbidden_combinations()
    {
        foreach (PeerContender peer in Peers.Find(Peers.Names, Peers.DefaultPython, []))
        {
            foreach (BenchProblem problem in new[] { DesignedProblems.Conditional, DesignedProblems.Stepped, DesignedProblems.Mixed })
            {
                using IContestant contestant = peer.Open(Checked(problem));
                SearchRun run = contestant.Run(1, new RunLength(15), CancellationToken.None);
                Assert.Equal(15, run.Curve.Length);
                Assert.True(run.Curve[^1] <= run.Curve[0]);
            }
        }
    }

    [OptunaFact]
    public void A_seed_gives_the_same_search_again_and_another_seed_another()
    {
        PeerContender peer = Peers.Find(["optuna-tpe"], Peers.DefaultPython, [])[0];
        using IContestant contestant = peer.Open(FunctionProblems.Branin);
        double[] first = contestant.Run(1, new RunLength(15), CancellationToken.None).Curve;
        Assert.NotEqual(first, contestant.Run(2, new RunLength(15), CancellationToken.None).Curve);
        Assert.Equal(first, contestant.Run(1, new RunLength(15), CancellationToken.None).Curve);
    }

    [OptunaFact]
    public void Several_askers_are_served()
    {
        PeerContender peer = Peers.Find(["optuna-tpe-multivariate"], Peers.DefaultPython, [])[0];
        using IContestant contestant = peer.Open(FunctionProblems.Branin);
        Assert.Equal(20, contestant.Run(1, new RunLength(20, Askers: 4), CancellationToken.None).Curve.Length);
    }

    private static BenchProblem Checked(BenchProblem problem) => problem with
    {
        Evaluate = (configuration, seed, trial) =>
        {
            Assert.Null(problem.Space.Problem(configuration));
            return problem.Evaluate(configuration, seed, trial);
        },
    };
}
