using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Mlp;

/// <summary>
/// The objective <c>mlp</c>: a multi-layer perceptron on Fashion-MNIST, 784 pixels → hidden layers → 10 classes, trained by SGD. Hyperparameters <c>learning_rate</c> (default 0.1),
/// <c>batch_size</c>, <c>momentum</c> (0), <c>weight_decay</c> (0), <c>dropout</c> (0; the share of hidden units left out), <c>activation</c> (<c>tanh</c> or <c>relu</c>, the default),
/// <c>layers</c> (hidden ones, 1 to 6; 2), <c>units</c> (of each; 64), <c>units_1</c> … <c>units_6</c> (of that layer, instead) and <c>epochs</c>. Each epoch reports
/// <c>validation_error</c>, <c>validation_loss</c>, <c>training_loss</c> and <c>seconds</c>; a trial carries <c>parameters</c> and <c>inference_seconds</c>. Times of trials that share
/// a pass are its share.
/// </summary>
/// <remarks>
/// The validation error is 1 − the mean over validation batches of the batch's accuracy. Weights are drawn by (seed, trial), dropout's masks by (seed, trial, epoch), the order of the
/// data by (seed, epoch), so that a trial gives the same numbers to the last bit on a machine, whichever trainer runs it and whatever else it trains. Trials of one shape, activation and
/// mini-batch size, with momentum or without, share a pack. Options: <c>dataset = fashion-mnist|synthetic</c>, <c>data-dir</c>, <c>fallback = none|synthetic</c>,
/// <c>split = holdout|test-as-validation</c> (see <see cref="DataSplit"/>), <c>batch-size = 32</c>, <c>lanes = auto</c> or the most trials to train at once,
/// <c>data-order = shuffled|fixed</c> (a new order each epoch, or one for all), and a value for each hyperparameter but <c>epochs</c> that configurations may lack, with hyphens:
/// <c>learning-rate</c>, <c>units-1</c>, …
/// </remarks>
public sealed class MlpObjective : ImageObjective
{
    private readonly MlpOptions _options;

    private MlpObjective(MlpOptions options, DividedDataset? data)
        : base(options, data) => _options = options;

    /// <summary>The objective of an experiment; matches <see cref="ObjectiveFactory"/>.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static IObjective Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new MlpObjective(MlpOptions.Read(spec), null);
    }

    /// <summary>The objective on images of one's own, few ones for tests.</summary>
    internal static MlpObjective On(DividedDataset data, ExperimentSpec spec) => new(MlpOptions.Read(spec), data);

    /// <inheritdoc/>
    public override PackKey KeyOf(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return MlpArchitecture.Of(configuration, _options).ToKey();
    }

    private protected override LanePlan PlanOf(PackKey key)
    {
        MlpArchitecture architecture = MlpArchitecture.Parse(key);
        return new LanePlan(architecture.Shape, architecture.BatchSize, architecture.Momentum, _options.DataOrder);
    }

    private protected override LaneSettings SettingsOf(Configuration configuration) => _options.SettingsOf(configuration);
}
