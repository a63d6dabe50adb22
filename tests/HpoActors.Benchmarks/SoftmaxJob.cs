using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using HpoActors.Torch.Softmax;

namespace HpoActors.Benchmarks;

/// <summary>The reference job: softmax regression on 60 000 images in mini-batches of 16, validated on 10 000. Synthetic images do where the real ones are not to be had.</summary>
internal static class SoftmaxJob
{
    public const int BatchSize = 16;
    public const double LearningRate = 0.01;
    private const string Fallback = "synthetic";

    public static ExperimentSpec Spec { get; } = new()
    {
        Name = "softmax",
        Space = new SearchSpace(),
        ObjectiveName = "softmax",
        Objective = new OptionSet([new("split", "test-as-validation"), new("batch-size", BatchSize), new("fallback", Fallback)]),
        Budget = new Budget { Trials = 1 },
    };

    public static IObjective Create(ExperimentSpec spec) => SoftmaxObjective.Create(spec);

    /// <summary>The same, for sessions.</summary>
    public static ILaneObjective CreateLanes(ExperimentSpec spec) => (ILaneObjective)Create(spec);

    /// <summary>The images that the objective uses.</summary>
    public static LoadedDataset Load() => ImageDatasets.Load(new DatasetRequest { Fallback = Fallback });
}
