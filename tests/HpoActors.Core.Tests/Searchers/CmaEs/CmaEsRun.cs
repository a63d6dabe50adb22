using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.CmaEs;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.CmaEs;

/// <summary>A search trial by trial, which remembers what it told.</summary>
internal sealed class CmaEsRun
{
    private readonly List<Observation> _told = [];
    private readonly long _seed;

    public CmaEsRun(SearchSpace space, CmaEsSearcherSettings? settings = null, long seed = 1)
    {
        _seed = seed;
        Searcher = (CmaEsSearcher)(settings ?? new CmaEsSearcherSettings()).Create(space, seed);
    }

    public CmaEsSearcher Searcher { get; }

    public IReadOnlyList<Observation> Told => _told;

    public double Best { get; private set; } = double.PositiveInfinity;

    public static SearchSpace Cube(int n) => new(Enumerable.Range(0, n).Select(i => new FloatHyperparameter($"x{i}", 0, 1)));

    public static double[] Numbers(Configuration configuration) => [.. configuration.Select(p => p.Value.AsDouble())];

    public Proposal Ask(int trial) => Searcher.Propose(new TrialId(trial), RandomStream.For(_seed, "searcher", trial))!;

    public Configuration Take(int trial)
    {
        Configuration configuration = Ask(trial).Configuration;
        Tell(new Observation(ObservationKind.Proposed, new TrialId(trial), configuration, 0, double.NaN, TrialState.Running));
        return configuration;
    }

    public void End(int trial, Configuration configuration, double value, TrialState state = TrialState.Completed)
    {
        Tell(new Observation(ObservationKind.Ended, new TrialId(trial), configuration, 1, value, state));
        Best = value < Best ? value : Best;
    }

    public void Know(int number, Configuration configuration, double value) =>
        Tell(new Observation(ObservationKind.Known, new TrialId(-1 - number), configuration, 0, value, TrialState.Completed));

    public CmaEsRun Run(int trials, Func<Configuration, double> objective, int from = 0)
    {
        for (int trial = from; trial < from + trials; trial++)
        {
            Configuration configuration = Take(trial);
            double value = objective(configuration);
            End(trial, configuration, value, double.IsFinite(value) ? TrialState.Completed : TrialState.Failed);
        }

        return this;
    }

    private void Tell(Observation observation)
    {
        _told.Add(observation);
        Searcher.Observe(observation);
    }
}
