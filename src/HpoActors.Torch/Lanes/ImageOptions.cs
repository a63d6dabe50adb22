using System.Globalization;
using HpoActors.Core;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Lanes;

/// <summary>The options that all objectives on images have in common, as an experiment's <c>objective { … }</c> block gives them.</summary>
internal abstract record ImageOptions
{
    /// <summary>Reads them; what else the block holds is the objective's own.</summary>
    /// <param name="reader">The block.</param>
    /// <param name="batchSize">The mini-batch where neither the configuration nor the block says one.</param>
    protected ImageOptions(OptionReader reader, int batchSize)
    {
        Data = new DatasetRequest
        {
            Name = reader.OneOf("dataset", (FashionMnist.Name, false), (SyntheticFashion.Name, true)) == true ? SyntheticFashion.Name : FashionMnist.Name,
            DataDir = reader.Text("data-dir"),
            Fallback = reader.OneOf("fallback", ("none", false), (SyntheticFashion.Name, true)) == true ? SyntheticFashion.Name : null,
        };
        Split = reader.OneOf("split", [.. Enum.GetValues<DataSplit>().Select(split => (DataSplits.NameOf(split), split))]) ?? DataSplit.Holdout;
        BatchSize = reader.Integer32("batch-size", 1) ?? batchSize;
        Lanes = LanesOf(reader);
        DataOrder = reader.OneOf("data-order", ("shuffled", DataOrder.Shuffled), ("fixed", DataOrder.Fixed)) ?? DataOrder.Shuffled;
    }

    /// <summary>Where the images come from.</summary>
    public DatasetRequest Data { get; }

    /// <summary>Default holdout.</summary>
    public DataSplit Split { get; }

    /// <summary>The mini-batch of trials whose configuration has no <c>batch_size</c>.</summary>
    public int BatchSize { get; }

    /// <summary>The most lanes of a session, or null, the default: <c>auto</c>.</summary>
    public int? Lanes { get; }

    /// <summary>Default shuffled.</summary>
    public DataOrder DataOrder { get; }

    private static int? LanesOf(OptionReader reader) => reader.Text("lanes") switch
    {
        null or "auto" => null,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int lanes) && lanes >= 1 => lanes,
        { } text => throw reader.Error("lanes", $"must be auto or a whole number of at least 1 (is '{text}')"),
    };
}
