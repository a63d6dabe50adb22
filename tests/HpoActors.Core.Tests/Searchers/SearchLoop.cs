using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers;

/// <summary>Asks a searcher for trials and tells it their values, several at once, without an experiment around it.</summary>
internal sealed class SearchLoop(ISearcher searcher, Func<Configuration, double> objective, long seed = 1)
{
    private readonly Queue<(TrialId Trial, Configuration Configuration)> _running = [];

    /// <summary>All that the searcher was told.</summary>
    public List<Observation> Observations { get; } = [];

    public List<Proposal> Proposals { get; } = [];

    public double Best { get; private set; } = double.PositiveInfinity;

    /// <summary>The trial's proposal as it would be made now.</summary>
    public Proposal Next() => searcher.Propose(new TrialId(Proposals.Count), RandomStream.For(seed, "searcher", Proposals.Count))!;

    public SearchLoop Run(int trials, int askers = 1)
    {
        for (int i = 0; i < trials; i++)
        {
            Proposal proposal = Next();
            TrialId trial = new(Proposals.Count);
            Proposals.Add(proposal);
            Tell(new Observation(ObservationKind.Proposed, trial, proposal.Configuration, 0, double.NaN, TrialState.Running));
            _running.Enqueue((trial, proposal.Configuration));
            while (_running.Count >= askers)
            {
                End();
            }
        }

        while (_running.Count > 0)
        {
            End();
        }

        return this;
    }

    public void Tell(Observation observation)
    {
        Observations.Add(observation);
        searcher.Observe(observation);
    }

    private void End()
    {
        (TrialId trial, Configuration configuration) = _running.Dequeue();
        double value = objective(configuration);
        Best = value < Best ? value : Best;
        Tell(new Observation(ObservationKind.Ended, trial, configuration, 1, value, double.IsNaN(value) ? TrialState.Failed : TrialState.Completed));
    }
}
