using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;

namespace HpoActors.Torch.Lanes;

/// <summary>All that a lane has learnt, as plain numbers.</summary>
/// <param name="Weights">The layers, from the first.</param>
/// <param name="Velocity">The learning rate times PyTorch's momentum buffers; null without momentum.</param>
internal sealed record LaneState(LayerWeights[] Weights, LayerWeights[]? Velocity)
{
    private const string Momentum = "momentum.";

    /// <summary>A fresh lane: layers drawn one after the other from the trial's stream.</summary>
    public static LaneState Initial(NetworkShape shape, bool momentum, RandomStream random)
    {
        LayerWeights[] weights = [.. Enumerable.Range(0, shape.Layers).Select(layer => LayerWeights.Initial(shape.Rows(layer), shape.Inputs(layer), random))];
        return new LaneState(weights, momentum ? [.. weights.Select(w => new LayerWeights(w.Outputs, w.Inputs, new float[w.Weight.Length], new float[w.Bias.Length]))] : null);
    }

    /// <summary>As safetensors. Softmax regression has PyTorch's names <c>weight</c> and <c>bias</c>; others have <c>hidden.0.weight</c> … <c>output.bias</c>; momentum buffers stand behind <c>momentum.</c>.</summary>
    public Checkpoint ToCheckpoint() =>
        SafeTensors.Write([.. Named(Weights, ""), .. Velocity is null ? [] : Named(Velocity, Momentum)]);

    /// <summary>Reads what <see cref="ToCheckpoint"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else, or of another network.</exception>
    public static LaneState From(Checkpoint checkpoint, NetworkShape shape, bool momentum)
    {
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        return new LaneState(Layers(""), momentum ? Layers(Momentum) : null);

        LayerWeights[] Layers(string prefix) => [.. Enumerable.Range(0, shape.Layers).Select(layer =>
        {
            string name = prefix + NameOf(layer, shape.Layers);
            int outputs = shape.Rows(layer);
            int inputs = shape.Inputs(layer);
            return tensors.TryGetValue(name + "weight", out float[]? weight) && tensors.TryGetValue(name + "bias", out float[]? bias)
                && weight.Length == outputs * inputs && bias.Length == outputs
                ? new LayerWeights(outputs, inputs, weight, bias)
                : throw new FormatException($"the checkpoint holds no layer {name}weight of {inputs} → {outputs}");
        })];
    }

    private static IEnumerable<(string, int[], float[])> Named(LayerWeights[] layers, string prefix) => layers.SelectMany((layer, i) => new (string, int[], float[])[]
    {
        ($"{prefix}{NameOf(i, layers.Length)}weight", [layer.Outputs, layer.Inputs], layer.Weight),
        ($"{prefix}{NameOf(i, layers.Length)}bias", [layer.Outputs], layer.Bias),
    });

    private static string NameOf(int layer, int layers) => layers == 1 ? "" : layer == layers - 1 ? "output." : $"hidden.{layer}.";
}
