using System.Collections.Immutable;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Mlp;

/// <summary>An MLP as plain numbers: its layers from the first hidden one to the output, and the momentum's velocities where there is momentum.</summary>
/// <param name="Activation">Of the hidden units.</param>
/// <param name="Layers">The layers.</param>
/// <param name="Velocity">The layers' velocities in the same order, or none.</param>
internal sealed record MlpWeights(Activation Activation, ImmutableArray<LayerWeights> Layers, ImmutableArray<LayerWeights> Velocity)
{
    private const string VelocityPrefix = "momentum.";
    private const string Function = "activation";

    /// <summary>A new trial's: PyTorch's default initialisation, layer by layer from one stream; velocities of 0.</summary>
    public static MlpWeights Initial(MlpArchitecture architecture, RandomStream random) => new(
        architecture.Activation,
        [.. architecture.Shapes.Select(shape => LayerWeights.Initial(shape.Outputs, shape.Inputs, random))],
        architecture.Momentum ? [.. architecture.Shapes.Select(shape => LayerWeights.Zero(shape.Outputs, shape.Inputs))] : []);

    /// <summary>
    /// The numbers as safetensors: <c>hidden.0.weight</c>, <c>hidden.0.bias</c>, … <c>output.weight</c>, <c>output.bias</c>, velocities the same behind <c>momentum.</c>,
    /// and the activation's name in the metadata.
    /// </summary>
    public Checkpoint ToCheckpoint() => SafeTensors.Write(
        [(Function, MlpArchitecture.NameOf(Activation))], [.. Named("", Layers), .. Named(VelocityPrefix, Velocity)]);

    /// <summary>Reads what <see cref="ToCheckpoint"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static MlpWeights From(Checkpoint checkpoint)
    {
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        Activation activation = MlpArchitecture.ActivationOf(SafeTensors.Text(checkpoint, Function))
            ?? throw new FormatException("the checkpoint names no activation of an MLP: it is another objective's");
        ImmutableArray<LayerWeights> velocity = tensors.Keys.Any(name => name.StartsWith(VelocityPrefix, StringComparison.Ordinal)) ? Chain(tensors, VelocityPrefix) : [];
        ImmutableArray<LayerWeights> layers = Chain(tensors, "");
        return (velocity.IsEmpty || Shapes(velocity).SequenceEqual(Shapes(layers))) && tensors.Count == 2 * (layers.Length + velocity.Length)
            ? new MlpWeights(activation, layers, velocity)
            : throw new FormatException("the checkpoint's tensors are not those of one MLP");
    }

    /// <summary><see cref="From(Checkpoint)"/> for going on with a trial.</summary>
    /// <exception cref="FormatException">It is something else, or of another architecture.</exception>
    public static MlpWeights From(Checkpoint checkpoint, MlpArchitecture architecture)
    {
        MlpWeights weights = From(checkpoint);
        return weights.Activation == architecture.Activation
            && Shapes(weights.Layers).SequenceEqual(architecture.Shapes)
            && weights.Velocity.IsEmpty != architecture.Momentum
            ? weights
            : throw new FormatException($"the checkpoint is of another MLP than {architecture.ToKey()}");
    }

    private static IEnumerable<(int Outputs, int Inputs)> Shapes(ImmutableArray<LayerWeights> layers) => layers.Select(layer => (layer.Outputs, layer.Inputs));

    private static IEnumerable<(string Name, int[] Shape, float[] Values)> Named(string prefix, ImmutableArray<LayerWeights> layers) =>
        layers.SelectMany((layer, i) => new (string, int[], float[])[]
        {
            ($"{prefix}{NameOf(i, i == layers.Length - 1)}.weight", [layer.Outputs, layer.Inputs], layer.Weight),
            ($"{prefix}{NameOf(i, i == layers.Length - 1)}.bias", [layer.Outputs], layer.Bias),
        });

    // hidden.0, hidden.1, …, output: each takes what the one before gives, from the pixels to the classes.
    private static ImmutableArray<LayerWeights> Chain(IReadOnlyDictionary<string, float[]> tensors, string prefix)
    {
        ImmutableArray<LayerWeights>.Builder layers = ImmutableArray.CreateBuilder<LayerWeights>();
        int inputs = ImageSet.PixelsPerImage;
        bool last = false;
        while (!last)
        {
            last = !tensors.ContainsKey($"{prefix}{NameOf(layers.Count, false)}.weight");
            string name = prefix + NameOf(layers.Count, last);
            if (!tensors.TryGetValue($"{name}.weight", out float[]? weight) || !tensors.TryGetValue($"{name}.bias", out float[]? bias)
                || weight.Length != (long)inputs * bias.Length || (last && bias.Length != ImageSet.Classes))
            {
                throw new FormatException($"the checkpoint lacks the layer {name} with {inputs} inputs{(last ? $" and {ImageSet.Classes} outputs" : "")}");
            }

            layers.Add(new LayerWeights(bias.Length, inputs, weight, bias));
            inputs = bias.Length;
        }

        return layers.ToImmutable();
    }

    private static string NameOf(int layer, bool last) => last ? "output" : FormattableString.Invariant($"hidden.{layer}");
}
