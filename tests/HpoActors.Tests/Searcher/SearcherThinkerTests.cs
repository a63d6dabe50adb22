using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Protocol;
using HpoActors.TestKit.Simulation;
using static HpoActors.Core.Experiments.ExperimentEvents;
using static HpoActors.Protocol.TrainerProtocol;

namespace HpoActors.Tests.Searcher;

/// <summary>A slow searcher thinks beside the actor.</summary>
public sealed class SearcherThinkerTests
{
    [Fact]
    public void A_request_is_answered_at_once_and_again_when_the_proposal_is_there()
    {
        using SearcherBench bench = new(Specs.Of(trials: 3) with { Searcher = new SlowSearcherSettings() });
        bench.Request(bench.Trainer);
        bench.Simulated.Settle();

        Assert.Equal(
            [new PoolProtocol.WorkAnswered("x", "trainer-0", 0, false), new PoolProtocol.WorkAvailable("x")],
            bench.Pool.Messages);
        bench.Pool.Clear();
        Assert.Equal(0, Assert.Single(bench.Ask(bench.Trainer)).Assignment.Trial.Value);
    }

    [Fact]
    public void An_error_of_the_searcher_ends_the_experiment()
    {
        using Experiments.SimulatedExperiments experiments = new(_ => SimulatedTrial.Taking(1));
        (Task<ExperimentResult> task, _) = experiments.Start(Specs.Of(trials: 3) with { Searcher = new SlowSearcherSettings { Fails = true } }, "cpu:1");
        ExperimentResult result = experiments.Complete(task);
        Assert.Equal((ExperimentPhase.Failed, "searcher-lost"), (result.Phase, result.EndReason!.Rule));
    }

    [Theory]
    [InlineData("cpu:1")]
    [InlineData("cpu:2")]
    [InlineData("cpu:4")]
    public void Whole_experiments_keep_their_budget_and_their_strict_order(string trainers)
    {
        foreach (bool lanes in (bool[])[false, true])
        {
            string[] traces = [.. Enumerable.Range(1, 10).Select(seed => Run(seed, trainers, lanes))];
            Assert.Equal(traces[0], Assert.Single(traces.Distinct()));
            Assert.Equal(Run(99, "cpu:3", lanes), traces[0]);
        }
    }

    private static string Run(int seed, string trainers, bool lanes)
    {
        using Experiments.SimulatedExperiments experiments = new(job => SimulatedTrial.Taking(1 + (seed % 3)), seed);
        ExperimentSpec spec = Specs.Of(trials: 20) with { Searcher = new SlowSearcherSettings(), Order = TrialOrder.Strict, StrictLanes = 3 };
        (Task<ExperimentResult> result, List<ExperimentEvent> facts) = experiments.Start(spec, trainers, lanes ? _ => "one" : null);
        Assert.Equal(20, experiments.Complete(result).Counts[TrialState.Completed]);
        return string.Join('\n', facts.OfType<TrialProposed>().Select(f => $"{f.Trial} {f.Configuration} {f.Reason}"));
    }

    /// <summary>Its proposals depend on every result and their order.</summary>
    private sealed record SlowSearcherSettings : SearcherSettings
    {
        public bool Fails { get; init; }

        public override string Name => "slow";

        public override ISearcher Create(SearchSpace space, long seed) => new SlowSearcher(space, Fails);
    }

    private sealed class SlowSearcher(SearchSpace space, bool fails) : ISearcher
    {
        private long _heard = 17;

        public bool LearnsFromResults => true;

        public bool ThinksLong => true;

        public Proposal? Propose(TrialId trial, RandomStream random) => fails
            ? throw new InvalidOperationException("it cannot think")
            : new Proposal(space.Sample(RandomStream.For(_heard, "slow")), new Reason("slow", $"{_heard:X}"));

        public void Observe(in Observation observation) => _heard = (long)RandomStream.For(_heard, observation.ToString()).NextUInt64();
    }
}
