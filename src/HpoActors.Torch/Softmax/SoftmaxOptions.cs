using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Softmax;

/// <summary>The options of the <c>softmax</c> objective, as an experiment's <c>objective { … }</c> block gives them.</summary>
internal sealed record SoftmaxOptions
{
    private static readonly string[] Understood = ["learning_rate", "batch_size", "epochs", "weight_decay", "momentum"];
    private static readonly string[] Reported = ["validation_error", "validation_loss", "training_loss", "seconds"];

    /// <summary>Where the images come from.</summary>
    public required DatasetRequest Data { get; init; }

    /// <summary>Default holdout.</summary>
    public required DataSplit Split { get; init; }

    /// <summary>The mini-batch of trials whose configuration has no <c>batch_size</c>. Default 16.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Reads them strictly, and checks the space.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static SoftmaxOptions Read(ExperimentSpec spec)
    {
        OptionReader reader = spec.Objective.Read("objective");
        SoftmaxOptions options = new()
        {
            Data = new DatasetRequest
            {
                Name = reader.OneOf("dataset", (FashionMnist.Name, false), (SyntheticFashion.Name, true)) == true ? SyntheticFashion.Name : FashionMnist.Name,
                DataDir = reader.Text("data-dir"),
                Fallback = reader.OneOf("fallback", ("none", false), (SyntheticFashion.Name, true)) == true ? SyntheticFashion.Name : null,
            },
            Split = reader.OneOf("split", [.. Enum.GetValues<DataSplit>().Select(split => (DataSplits.NameOf(split), split))]) ?? DataSplit.Holdout,
            BatchSize = reader.Integer32("batch-size", 1) ?? 16,
        };
        reader.RejectUnknown();
        if (!Reported.Contains(spec.Metric))
        {
            throw new InvalidOptionException("metric", $"the softmax objective reports no '{spec.Metric}'{Nearest.Hint(spec.Metric, Reported)}; it reports: {string.Join(", ", Reported)}");
        }

        foreach (Hyperparameter hyperparameter in spec.Space.Hyperparameters)
        {
            Check(hyperparameter);
        }

        return options;
    }

    private static void Check(Hyperparameter hyperparameter)
    {
        string name = hyperparameter.Name;
        if (!Understood.Contains(name))
        {
            throw new InvalidOptionException(
                $"space.{name}", $"the softmax model has no such hyperparameter{Nearest.Hint(name, Understood)}; it has: {string.Join(", ", Understood)}");
        }

        bool whole = name is "batch_size" or "epochs";
        if (hyperparameter.Grid(2).Any(v => whole ? v.Kind != ValueKind.Int || v.AsInt64() is < 1 or > int.MaxValue : !v.IsNumber || v.AsDouble() < 0))
        {
            throw new InvalidOptionException($"space.{name}", whole ? "must be whole numbers of at least 1" : "must be numbers of at least 0");
        }
    }
}
