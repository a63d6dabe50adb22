using System.Runtime.InteropServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Searchers;

/// <summary>A trial as model-based searchers see it.</summary>
/// <param name="Trial">The trial; negative for an earlier experiment's result.</param>
/// <param name="Configuration">Its configuration.</param>
/// <param name="Unit">Where it lies in the unit cube, NaN where the configuration lacks a hyperparameter (<see cref="SearchSpace.Encode"/>).</param>
/// <param name="Value">The metric, to be minimised: finite where there is a result, else NaN.</param>
internal readonly record struct SearchedTrial(TrialId Trial, Configuration Configuration, double[] Unit, double Value);

/// <summary>
/// What model-based searchers remember: results, failures and what is pending. A function of the observations in their order, so that replay brings it back.
/// Its size is linear in the number of trials.
/// </summary>
internal sealed class SearchHistory(SearchSpace space)
{
    private readonly List<SearchedTrial> _results = [];
    private readonly List<SearchedTrial> _failures = [];
    private readonly SortedDictionary<TrialId, SearchedTrial> _pending = [];
    private readonly Dictionary<TrialId, int> _places = [];

    /// <summary>Trials that completed or were stopped with a finite value, in the order in which they ended.</summary>
    public ReadOnlySpan<SearchedTrial> Results => CollectionsMarshal.AsSpan(_results);

    /// <summary>Trials that failed or had no finite value, in the order in which they ended. Nobody wants another one like them.</summary>
    public ReadOnlySpan<SearchedTrial> Failures => CollectionsMarshal.AsSpan(_failures);

    /// <summary>Trials proposed and not ended, in the order of their ids.</summary>
    public IReadOnlyCollection<SearchedTrial> Pending => _pending.Values;

    /// <summary>Takes notice of a fact.</summary>
    /// <returns>The trial's place in <see cref="Results"/> where it is a result, new or with a new value; else null.</returns>
    public int? Observe(in Observation observation)
    {
        switch (observation.Kind)
        {
            case ObservationKind.Proposed:
                _pending[observation.Trial] = Searched(observation, double.NaN);
                return null;
            case ObservationKind.Ended or ObservationKind.Known:
                return End(observation);
            default:
                return null;
        }
    }

    private int? End(in Observation observation)
    {
        _pending.Remove(observation.Trial);
        if (observation.State == TrialState.Cancelled)
        {
            return null;
        }

        if (!double.IsFinite(observation.Value) || observation.State == TrialState.Failed)
        {
            _failures.Add(Searched(observation, double.NaN));
            return null;
        }

        if (_places.TryGetValue(observation.Trial, out int place))
        {
            _results[place] = _results[place] with { Value = observation.Value };
            return place;
        }

        _places.Add(observation.Trial, _results.Count);
        _results.Add(Searched(observation, observation.Value));
        return _results.Count - 1;
    }

    private SearchedTrial Searched(in Observation observation, double value)
    {
        double[] unit = new double[space.Hyperparameters.Count];
        space.Encode(observation.Configuration, unit);
        return new SearchedTrial(observation.Trial, observation.Configuration, unit, value);
    }
}
