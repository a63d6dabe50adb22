using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Softmax;

/// <summary>The options of the <c>softmax</c> objective, as an experiment's <c>objective { … }</c> block gives them.</summary>
internal sealed record SoftmaxOptions : ImageOptions
{
    private static readonly ModelRules Rules = new("softmax",
    [
        ("learning_rate", ValueRule.NotNegative),
        ("batch_size", ValueRule.Count),
        ("epochs", ValueRule.Count),
        ("weight_decay", ValueRule.NotNegative),
        ("momentum", ValueRule.NotNegative),
    ]);

    private SoftmaxOptions(OptionReader reader)
        : base(reader, batchSize: 16)
    {
    }

    /// <summary>Reads them strictly, and checks the space.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static SoftmaxOptions Read(ExperimentSpec spec)
    {
        OptionReader reader = spec.Objective.Read("objective");
        SoftmaxOptions options = new(reader);
        reader.RejectUnknown();
        Rules.Check(spec);
        return options;
    }
}
