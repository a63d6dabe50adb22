using HpoActors.Core.Experiments;

namespace HpoActors.Core.Searchers.CmaEs;

/// <summary>A result that the searcher learns from.</summary>
/// <param name="Trial">Whose it is.</param>
/// <param name="Unit">Where it lies in the unit cube, NaN where the configuration lacks a hyperparameter.</param>
/// <param name="Value">The metric, to be minimised; positive infinity for a failure.</param>
internal readonly record struct Member(TrialId Trial, double[] Unit, double Value);
