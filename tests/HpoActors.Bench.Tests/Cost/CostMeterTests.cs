using HpoActors.Bench.Cost;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Tests.Cost;

public sealed class CostMeterTests
{
    [Fact]
    public void A_searcher_that_keeps_what_it_saw_takes_memory_and_one_that_does_not_takes_none()
    {
        double forgetful = CostMeter.Measure("random", new RandomSearcherSettings(), new Progress<string>(), CancellationToken.None)[^1].Bytes!.Value;
        double hoarding = CostMeter.Measure("hoarder", new HoarderSettings(), new Progress<string>(), CancellationToken.None)[^1].Bytes!.Value;
        Assert.InRange(forgetful, -50, 50);
        Assert.InRange(hoarding, 800, 1000);
    }

    [Fact]
    public void A_searcher_that_thinks_long_is_asked_at_few_results_and_gets_its_own_from_the_priors()
    {
        HoarderSettings slow = new() { Slow = true };
        Assert.Equal([100, 200], CostMeter.Measure("slow", slow, new Progress<string>(), CancellationToken.None).Select(c => c.Results));
    }

    private sealed record HoarderSettings : SearcherSettings
    {
        public override string Name => "hoarder";

        public bool Slow { get; init; }

        public override ISearcher Create(SearchSpace space, long seed) => new Hoarder(space, Slow);
    }

    private sealed class Hoarder(SearchSpace space, bool slow) : ISearcher
    {
        private readonly List<byte[]> _hoard = [];

        public bool LearnsFromResults => true;

        public bool ThinksLong => slow;

        public Proposal? Propose(TrialId trial, RandomStream random) => new(space.Sample(random), new Core.Schedulers.Reason("hoarder"));

        public void Observe(in Observation observation)
        {
            if (observation.Kind == ObservationKind.Ended)
            {
                _hoard.Add(new byte[800]);
            }
        }
    }
}
