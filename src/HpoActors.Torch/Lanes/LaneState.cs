using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;

namespace HpoActors.Torch.Lanes;

/// <summary>All that a lane has learnt, as plain numbers.</summary>
/// <param name="Weights">The layers, from the first.</param>
/// <param name="Velocity">PyTorch's momentum buffers; null without momentum.</param>
internal sealed record LaneState(LayerWeights[] Weights, LayerWeights[]? Velocity)
{
    private const string Momentum = "momentum.";
    private const string ActivationText = "activation";

    /// <summary>A fresh lane: layers drawn one after the other from the trial's stream.</summary>
    public static LaneState Initial(NetworkShape shape, bool momentum, RandomStream random)
    {
        LayerWeights[] weights = [.. Enumerable.Range(0, shape.Layers).Select(layer => LayerWeights.Initial(shape.Rows(layer), shape.Inputs(layer), random))];
        return new LaneState(weights, momentum ? Zero(shape) : null);
    }

    /// <summary>
    /// As safetensors. Softmax regression has PyTorch's names <c>weight</c> and <c>bias</c>; others have <c>hidden.0.weight</c> … <c>output.bias</c>, and the activation's name in
    /// the metadata; momentum buffers stand behind <c>momentum.</c>.
    /// </summary>
    /// <param name="activation">What follows the hidden layers, if there are any.</param>
    public Checkpoint ToCheckpoint(Activation activation) => SafeTensors.Write(
        Weights.Length == 1 ? [] : [(ActivationText, Activations.NameOf(activation))], [.. Named(Weights, ""), .. Velocity is null ? [] : Named(Velocity, Momentum)]);

    /// <summary>The network that a checkpoint is of.</summary>
    /// <exception cref="FormatException">It is of none.</exception>
    public static NetworkShape ShapeOf(Checkpoint checkpoint)
    {
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        List<int> hidden = [];
        while (tensors.TryGetValue($"hidden.{hidden.Count}.bias", out float[]? bias))
        {
            hidden.Add(bias.Length);
        }

        return hidden.Count == 0 ? NetworkShape.Softmax : new NetworkShape(
            [.. hidden], Activations.Parse(SafeTensors.Text(checkpoint, ActivationText)) ?? throw new FormatException("the checkpoint does not say whether it is of tanh or relu"));
    }

    /// <summary>
    /// Reads what <see cref="ToCheckpoint"/> wrote. It may be of another trial, with momentum or without: a velocity that nobody needs is left out, and a missing one
    /// starts at zero, as it does at a trial's first step.
    /// </summary>
    /// <exception cref="FormatException">It is something else, or of another network.</exception>
    public static LaneState From(Checkpoint checkpoint, NetworkShape shape, bool momentum)
    {
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        if (shape.Hidden.Length > 0 && SafeTensors.Text(checkpoint, ActivationText) is var activation && Activations.Parse(activation) != shape.Activation)
        {
            throw new FormatException($"the checkpoint is of a network with the activation '{activation}', not {Activations.NameOf(shape.Activation)}");
        }

        bool hasVelocity = tensors.Keys.Any(name => name.StartsWith(Momentum, StringComparison.Ordinal));
        return new LaneState(Layers(""), !momentum ? null : hasVelocity ? Layers(Momentum) : Zero(shape));

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

    private static LayerWeights[] Zero(NetworkShape shape) =>
        [.. Enumerable.Range(0, shape.Layers).Select(layer => LayerWeights.Zero(shape.Rows(layer), shape.Inputs(layer)))];

    private static IEnumerable<(string, int[], float[])> Named(LayerWeights[] layers, string prefix) => layers.SelectMany((layer, i) => new (string, int[], float[])[]
    {
        ($"{prefix}{NameOf(i, layers.Length)}weight", [layer.Outputs, layer.Inputs], layer.Weight),
        ($"{prefix}{NameOf(i, layers.Length)}bias", [layer.Outputs], layer.Bias),
    });

    private static string NameOf(int layer, int layers) => layers == 1 ? "" : layer == layers - 1 ? "output." : $"hidden.{layer}.";
}
