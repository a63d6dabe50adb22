using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Tpe;

/// <summary>A search by hand: asks, evaluates, tells, and remembers the observations.</summary>
internal sealed class TpeRun(SearchSpace space, TpeSearcherSettings? settings = null, long seed = 1)
{
    public TpeSearcher Searcher { get; } = new(space, settings);

    public List<Observation> Observations { get; } = [];

    public int Trials { get; private set; }

    public double Best { get; private set; } = double.PositiveInfinity;

    public Proposal Ask() => Searcher.Propose(new TrialId(Trials), RandomStream.For(seed, "searcher", Trials))!;

    /// <summary>Takes a configuration as the next trial.</summary>
    public TrialId Take(Configuration configuration)
    {
        TrialId trial = new(Trials++);
        Tell(new Observation(ObservationKind.Proposed, trial, configuration, 0, double.NaN, TrialState.Proposed));
        return trial;
    }

    public void End(TrialId trial, Configuration configuration, double value, TrialState state = TrialState.Completed)
    {
        Tell(new Observation(ObservationKind.Ended, trial, configuration, 1, value, state));
        Best = state == TrialState.Completed ? Math.Min(Best, value) : Best;
    }

    public void Tell(Observation observation)
    {
        Observations.Add(observation);
        Searcher.Observe(observation);
    }

    /// <summary>Asks, evaluates and tells, one trial after the other.</summary>
    public IReadOnlyList<Configuration> Run(int trials, Func<Configuration, double> objective)
    {
        List<Configuration> taken = [];
        for (int i = 0; i < trials; i++)
        {
            Configuration configuration = Ask().Configuration;
            TrialId trial = Take(configuration);
            double value = objective(configuration);
            End(trial, configuration, value, double.IsNaN(value) ? TrialState.Failed : TrialState.Completed);
            taken.Add(configuration);
        }

        return taken;
    }
}
