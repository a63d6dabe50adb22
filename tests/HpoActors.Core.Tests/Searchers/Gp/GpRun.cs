using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Gp;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Gp;

/// <summary>A searcher asked and told by hand, with what it was told on record.</summary>
internal sealed class GpRun(SearchSpace space, int startup = 6, long seed = 1)
{
    private readonly List<Observation> _observed = [];

    public GpSearcher Searcher { get; } = new(space, seed, new GpSearcherSettings(startup));

    public int Trials { get; private set; }

    public IReadOnlyList<Observation> Observed => _observed;

    public Proposal Ask() => Searcher.Propose(new TrialId(Trials), RandomStream.For(seed, "searcher", Trials))!;

    /// <summary>Asks, and the proposal becomes a trial.</summary>
    public (TrialId Trial, Proposal Proposal) Start()
    {
        Proposal proposal = Ask();
        return (Start(proposal.Configuration), proposal);
    }

    public TrialId Start(Configuration configuration)
    {
        TrialId trial = new(Trials++);
        Observe(new Observation(ObservationKind.Proposed, trial, configuration, 0, double.NaN, TrialState.Proposed));
        return trial;
    }

    public void End(TrialId trial, Configuration configuration, double value, TrialState state = TrialState.Completed) =>
        Observe(new Observation(ObservationKind.Ended, trial, configuration, 1, value, state));

    /// <summary>One trial after the other.</summary>
    public List<Proposal> Run(int trials, Func<Configuration, double> objective)
    {
        List<Proposal> proposals = [];
        for (int i = 0; i < trials; i++)
        {
            (TrialId trial, Proposal proposal) = Start();
            End(trial, proposal.Configuration, objective(proposal.Configuration));
            proposals.Add(proposal);
        }

        return proposals;
    }

    private void Observe(Observation observation)
    {
        _observed.Add(observation);
        Searcher.Observe(observation);
    }
}
