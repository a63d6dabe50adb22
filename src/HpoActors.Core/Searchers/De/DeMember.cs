using HpoActors.Core.Experiments;

namespace HpoActors.Core.Searchers.De;

/// <summary>A member of the population.</summary>
/// <param name="Trial">The trial whose result it is.</param>
/// <param name="Unit">Its place in the unit cube, a coordinate for each hyperparameter, also for those that the configuration lacks.</param>
/// <param name="Value">The trial's value, finite, to be minimised.</param>
internal sealed record DeMember(TrialId Trial, double[] Unit, double Value);
