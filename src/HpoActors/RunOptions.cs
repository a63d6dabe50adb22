using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;

namespace HpoActors;

/// <summary>How to run an experiment on this node.</summary>
public sealed record RunOptions
{
    /// <summary>The trainers to use. Default <c>auto</c>: every GPU, or every core where there is none.</summary>
    public TrainersSpec Trainers { get; init; } = TrainersSpec.Auto;

    /// <summary>Makes the objective, or null (default) to take the one registered under <see cref="ExperimentSpec.ObjectiveName"/>.</summary>
    public ObjectiveFactory? Objective { get; init; }

    /// <summary>Takes every fact as soon as it is written down, in order. Called from an actor: return quickly. Default none.</summary>
    public Action<ExperimentEvent>? Observer { get; init; }

    /// <summary>Takes lines about the preparation, such as a dataset's download. Default none.</summary>
    public IProgress<string>? Preparation { get; init; }
}
