using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.Stores;

namespace HpoActors;

/// <summary>How to run an experiment on this node.</summary>
public sealed record RunOptions
{
    /// <summary>The trainers to use. Default <c>auto</c>: every GPU, or every core where there is none.</summary>
    public TrainersSpec Trainers { get; init; } = TrainersSpec.Auto;

    /// <summary>Makes the objective, or null (default) to take the one registered under <see cref="ExperimentSpec.ObjectiveName"/>.</summary>
    public ObjectiveFactory? Objective { get; init; }

    /// <summary>
    /// Where the experiment is kept, so that it goes on after a crash or an interruption, or null (default): nowhere. The actor system has to be made with the store's
    /// <see cref="IExperimentStore.Settings"/>. An experiment of the same name and definition that is there already goes on.
    /// </summary>
    public IExperimentStore? Store { get; init; }

    /// <summary>Takes every fact as soon as it is written down, in order. Called from an actor: return quickly. Default none.</summary>
    public Action<ExperimentEvent>? Observer { get; init; }

    /// <summary>Takes lines about the preparation, such as a dataset's download. Default none.</summary>
    public IProgress<string>? Preparation { get; init; }
}
