using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Tpe;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Bohb;

/// <summary>
/// The searcher of BOHB (Falkner, Klein and Hutter, "BOHB: robust and efficient hyperparameter optimization at scale", ICML 2018): a model for each rung, told of the
/// trials at that rung's epoch; the one of the highest rung with enough results proposes, and for a share of the trials the prior.
/// </summary>
/// <remarks>
/// <para>
/// A trial counts at every rung whose epoch it reports, also at those below its bracket's first. Until its first result it is pending in all models, so that others
/// stay away from it; after that it says nothing at the rungs that it did not reach, unless it fails on the way: then it is bad there. A trial that completes counts
/// at the highest rung, also where its own last epoch is another.
/// </para>
/// <para>
/// Where it differs from the paper and HpBandSter: the models are those of <see cref="TpeSearcher"/>, with its options, instead of kernels with the bandwidths of normal
/// distributions, of which samples are drawn with three times the width; pending trials and those that lack a hyperparameter are part of them, where HpBandSter draws
/// what is missing. Its <c>startup</c> does not count, the fewest results of a rung do.
/// </para>
/// </remarks>
internal sealed class BohbSearcher : ISearcher
{
    private readonly SearchSpace _space;
    private readonly ImmutableArray<int> _epochs;
    private readonly double _randomShare;
    private readonly int _minResults;
    private readonly TpeSearcher[] _models;
    private readonly int[] _results;

    // Trials that have not ended, and the rungs at which they have a result.
    private readonly Dictionary<TrialId, bool[]> _live = [];

    /// <summary>A searcher that knows nothing as yet.</summary>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public BohbSearcher(SearchSpace space, ImmutableArray<int> epochs, double randomShare, int? minResults, TpeSearcherSettings settings)
    {
        if (!(randomShare is >= 0 and <= 1))
        {
            throw new InvalidOptionException("scheduler.random-share", $"must lie in [0, 1] (is {randomShare})");
        }

        if (minResults < 1)
        {
            throw new InvalidOptionException("scheduler.min-results", $"must be auto or at least 1 (is {minResults})");
        }

        settings.Validated();
        _space = space;
        _epochs = epochs;
        _randomShare = randomShare;
        _minResults = minResults ?? space.Searched.Count + 1;
        _models = [.. epochs.Select(_ => new TpeSearcher(space, settings with { Startup = 1 }))];
        _results = new int[epochs.Length];
    }

    public bool LearnsFromResults => true;

    private int Top => _models.Length - 1;

    public Proposal? Propose(TrialId trial, RandomStream random)
    {
        if (random.NextDouble() < _randomShare)
        {
            return new Proposal(_space.Sample(random), new Reason("random", $"{_randomShare:0.##} of the trials"));
        }

        int rung = Array.FindLastIndex(_results, count => count >= _minResults);
        if (rung < 0)
        {
            return new Proposal(_space.Sample(random), new Reason("startup", $"no rung has {_minResults} results"));
        }

        Proposal proposal = _models[rung].Propose(trial, random)!;
        return proposal with { Reason = new Reason("bohb", $"{_results[rung]} results at epoch {_epochs[rung]}, {proposal.Reason}") };
    }

    public void Observe(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Known:
                Tell(Top, observation, isNew: true);
                break;
            case ObservationKind.Proposed:
                _live.Add(observation.Trial, new bool[_models.Length]);
                TellOthers(observation, _ => true);
                break;
            case ObservationKind.Reported when _epochs.IndexOf(observation.Epoch) is >= 0 and var rung:
                Take(rung, observation with { Kind = ObservationKind.Ended, State = TrialState.Stopped });
                break;
            case ObservationKind.Ended:
                End(observation);
                break;
        }
    }

    private void End(in Observation observation)
    {
        if (observation.State == TrialState.Completed)
        {
            Take(Top, observation);
        }
        else if (_live.TryGetValue(observation.Trial, out bool[]? known) && (observation.State == TrialState.Failed || !known.Contains(true)))
        {
            TellOthers(observation with { Value = double.NaN, State = observation.State == TrialState.Failed ? TrialState.Failed : TrialState.Cancelled }, rung => !known[rung]);
        }

        _live.Remove(observation.Trial);
    }

    // The first result is where the trial is pending no more.
    private void Take(int rung, in Observation observation)
    {
        bool isNew = false;
        if (_live.TryGetValue(observation.Trial, out bool[]? known))
        {
            if (!known.Contains(true))
            {
                TellOthers(observation with { Kind = ObservationKind.Ended, Value = double.NaN, State = TrialState.Cancelled }, other => other != rung);
            }

            isNew = !known[rung];
            known[rung] = true;
        }

        Tell(rung, observation, isNew);
    }

    private void Tell(int rung, in Observation observation, bool isNew)
    {
        _results[rung] += isNew && double.IsFinite(observation.Value) ? 1 : 0;
        _models[rung].Observe(observation);
    }

    private void TellOthers(in Observation observation, Func<int, bool> which)
    {
        for (int rung = 0; rung < _models.Length; rung++)
        {
            if (which(rung))
            {
                _models[rung].Observe(observation);
            }
        }
    }
}
