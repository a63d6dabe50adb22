using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Softmax;

/// <summary>
/// The objective <c>softmax</c>: softmax regression on Fashion-MNIST, the reference job. Hyperparameters <c>learning_rate</c> (default 0.1), <c>batch_size</c>,
/// <c>epochs</c>, <c>weight_decay</c> and <c>momentum</c> (default 0). Each epoch reports <c>validation_error</c>, <c>validation_loss</c>, <c>training_loss</c> and <c>seconds</c>; a trial
/// carries <c>parameters</c> and <c>inference_seconds</c>, the time to classify all validation images once. Times of trials that share a pass are its share.
/// </summary>
/// <remarks>
/// The validation error is 1 − the mean over validation batches of the batch's accuracy. Weights are drawn by (seed, trial), the order of the data by
/// (seed, epoch), so that a trial gives the same numbers to the last bit on a machine, whichever trainer runs it and whatever else it trains.
/// Trials of one mini-batch size, with momentum or without, share a pack. Options: <c>dataset = fashion-mnist|synthetic</c>, <c>data-dir</c>,
/// <c>fallback = none|synthetic</c>, <c>split = holdout|test-as-validation</c> (see <see cref="DataSplit"/>), <c>batch-size = 16</c>, <c>lanes = auto</c> or the most trials to train at once,
/// <c>data-order = shuffled|fixed</c> (a new order each epoch, or one for all).
/// </remarks>
public sealed class SoftmaxObjective : ImageObjective
{
    private const string Key = "softmax batch=";
    private const string WithMomentum = " momentum";

    private readonly SoftmaxOptions _options;

    private SoftmaxObjective(SoftmaxOptions options, DividedDataset? data)
        : base(options, data) => _options = options;

    /// <summary>The objective of an experiment; matches <see cref="ObjectiveFactory"/>.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static IObjective Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new SoftmaxObjective(SoftmaxOptions.Read(spec), null);
    }

    /// <summary>The objective on images of one's own, few ones for tests.</summary>
    internal static SoftmaxObjective On(DividedDataset data, ExperimentSpec spec) => new(SoftmaxOptions.Read(spec), data);

    /// <inheritdoc/>
    public override PackKey KeyOf(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new PackKey(FormattableString.Invariant($"{Key}{configuration.GetInt32("batch_size", _options.BatchSize)}{(MomentumOf(configuration) == 0 ? "" : WithMomentum)}"));
    }

    private protected override LanePlan PlanOf(PackKey key)
    {
        string text = key.Value ?? throw new ArgumentException("an empty key", nameof(key));
        bool momentum = text.EndsWith(WithMomentum, StringComparison.Ordinal);
        int batchSize = int.Parse(text.AsSpan(Key.Length, text.Length - Key.Length - (momentum ? WithMomentum.Length : 0)), CultureInfo.InvariantCulture);
        return new LanePlan(NetworkShape.Softmax, batchSize, momentum, _options.DataOrder);
    }

    private protected override LaneSettings SettingsOf(Configuration configuration) => new(
        configuration.GetDouble("learning_rate", 0.1), MomentumOf(configuration), configuration.GetDouble("weight_decay", 0), Dropout: 0);

    private static double MomentumOf(Configuration configuration) => configuration.GetDouble("momentum", 0);
}
