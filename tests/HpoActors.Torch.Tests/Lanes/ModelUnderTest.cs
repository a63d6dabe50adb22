using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Softmax;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>A model under test on the small images: what its trials have in common.</summary>
internal sealed record ModelUnderTest
{
    /// <summary>softmax or mlp.</summary>
    public string Kind { get; init; } = "softmax";

    public int Batch { get; init; } = 16;

    /// <summary>Units of the hidden layers; none for softmax.</summary>
    public IReadOnlyList<int> Units { get; init; } = [];

    public string Activation { get; init; } = "relu";

    public string Order { get; init; } = "shuffled";

    public static ModelUnderTest Softmax { get; } = new();

    public static ModelUnderTest Mlp { get; } = new() { Kind = "mlp", Units = [17, 8] };

    /// <summary>By its name in a theory.</summary>
    public static ModelUnderTest Of(string kind) => kind == "mlp" ? Mlp : Softmax;

    /// <summary>The model as an experiment has it.</summary>
    public ILaneObjective Create()
    {
        List<(string, object)> options = [("batch-size", Batch), ("data-order", Order), ("lanes", 128)];
        if (Kind == "softmax")
        {
            return SoftmaxObjective.On(SmallImages.Divided, Trials.Spec([.. options]));
        }

        options.AddRange([("layers", Units.Count), ("activation", Activation)]);
        options.AddRange(Units.Select((units, i) => ($"units-{i + 1}", (object)units)));
        return MlpObjective.On(SmallImages.Divided, Trials.Spec([.. options]));
    }

    /// <summary>A trial of the model.</summary>
    public static LaneTrial Trial(int id, double rate, double momentum = 0, double decay = 0, double dropout = 0) => new(id, new Configuration(
    [
        new("learning_rate", HyperparameterValue.Of(rate)),
        new("momentum", HyperparameterValue.Of(momentum)),
        new("weight_decay", HyperparameterValue.Of(decay)),
        .. dropout == 0 ? Array.Empty<KeyValuePair<string, HyperparameterValue>>() : [new("dropout", HyperparameterValue.Of(dropout))],
    ]));

    /// <summary>Trials whose rates go from 0.001 to 1, in a mixed order; the MLP's with dropout here and there.</summary>
    public IReadOnlyList<LaneTrial> TrialsOf(int count, bool momentum = false) => [.. Enumerable.Range(0, count).Select(i => Trial(
        i,
        Math.Pow(10, -3.0 * ((i * 37) % count) / count),
        momentum ? 0.1 + (0.8 * i / count) : 0,
        i % 3 == 1 ? 0.01 : 0,
        Kind == "mlp" && i % 2 == 1 ? 0.3 : 0))];
}

/// <summary>A trial under test.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Configuration">Its point.</param>
internal sealed record LaneTrial(int Id, Configuration Configuration)
{
    public TrialId TrialId => new(Id);
}
