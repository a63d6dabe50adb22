using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Mlp;

namespace HpoActors.Benchmarks;

/// <summary>The multi-layer perceptron of the benchmarks: 784 → 64 → 64 → 10 with relu, mini-batches of 32, on the same images as <see cref="SoftmaxJob"/>.</summary>
internal static class MlpJob
{
    public const int Units = 64;
    public const int Layers = 2;
    public const int BatchSize = 32;
    public const double LearningRate = 0.01;

    /// <summary>Where there is momentum, this.</summary>
    public const double Momentum = 0.9;

    public static ExperimentSpec Spec { get; } = SoftmaxJob.Spec with { Name = "mlp", ObjectiveName = "mlp" };

    /// <summary>The objective, for sessions.</summary>
    public static ILaneObjective CreateLanes(ExperimentSpec spec) => (ILaneObjective)MlpObjective.Create(spec);

    public static Configuration Configuration(double learningRate, double momentum) => new(
    [
        new("learning_rate", HyperparameterValue.Of(learningRate)),
        new("momentum", HyperparameterValue.Of(momentum)),
        new("batch_size", HyperparameterValue.Of(BatchSize)),
        new("activation", HyperparameterValue.Of("relu")),
        new("layers", HyperparameterValue.Of(Layers)),
        new("units", HyperparameterValue.Of(Units)),
    ]);
}
