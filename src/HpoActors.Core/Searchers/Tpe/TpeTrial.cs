using HpoActors.Core.Experiments;

namespace HpoActors.Core.Searchers.Tpe;

/// <summary>What is known of a trial.</summary>
internal enum TpeTrialState
{
    Pending,
    Result,
    Failed,
    Cancelled,
}

/// <summary>A trial as the searcher remembers it.</summary>
/// <param name="Unit">Where it lies in the unit cube, NaN for what it lacks.</param>
/// <param name="State">What is known of it.</param>
/// <param name="Value">Its result, to be minimised; NaN where there is none.</param>
internal readonly record struct TpeTrial(double[] Unit, TpeTrialState State, double Value)
{
    /// <summary>What it counts for among the bad trials, unless it is good: pending and failed ones are to be kept away from, cancelled ones say nothing.</summary>
    public double BadWeight => State == TpeTrialState.Cancelled ? 0 : 1;

    /// <summary>The trial after its end, or after another one with a new value.</summary>
    public TpeTrial EndedBy(in Observation observation) =>
        observation.State == TrialState.Cancelled ? this with { State = TpeTrialState.Cancelled, Value = double.NaN }
        : observation.State == TrialState.Failed || !double.IsFinite(observation.Value) ? this with { State = TpeTrialState.Failed, Value = double.NaN }
        : this with { State = TpeTrialState.Result, Value = observation.Value };
}
