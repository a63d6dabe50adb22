using HpoActors.Core.Spaces.Binding;

namespace HpoActors.Core.Tests.Spaces.Binding;

public enum Optimizer
{
    Sgd,
    AdamW,
    [Name("rms-prop")]
    RmsProp,
}

/// <summary>Every kind of member.</summary>
[Forbid("activation == tanh && layers > 4")]
[Forbid("optimizer == 'rms-prop' && nesterov")]
public sealed record MlpConfig(
    [LogUniform(1e-6, 1e-1)] double LearningRate,
    [Uniform(1, 6)] int Layers,
    [LogUniform(32, 1024)] long Units1,
    [When("layers >= 2")][LogUniform(32, 1024)] int? Units2,
    [Choice("tanh", "relu")] string Activation,
    Optimizer Optimizer,
    bool Nesterov,
    [Uniform(0, 0.99, Step = 0.01)] double Momentum,
    [When("optimizer == adam_w")][Normal(0, 1, mean: 0.9, sd: 0.1)] double Beta1 = 0.9)
{
    [Ordinal(16, 32, 64)]
    [Name("batch")]
    public int BatchSize { get; init; }

    [When("activation == relu")]
    [Choice("he", "glorot")]
    public string? Init { get; init; }

    [Constant(8)]
    public int Epochs { get; init; }

    [When("nesterov")]
    public Optimizer? Second { get; init; }

    public int Area => Layers * BatchSize;
}
