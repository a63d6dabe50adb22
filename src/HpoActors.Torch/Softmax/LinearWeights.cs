using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Softmax;

/// <summary>The layer 784 → 10 as plain numbers, in PyTorch's layout.</summary>
/// <param name="Weight">10 × 784.</param>
/// <param name="Bias">10.</param>
internal sealed record LinearWeights(float[] Weight, float[] Bias)
{
    public static LinearWeights Zero() => new(new float[ImageTensors.Classes * ImageTensors.Pixels], new float[ImageTensors.Classes]);

    /// <summary>PyTorch's default initialisation of <c>nn.Linear</c>, from a keyed stream.</summary>
    public static LinearWeights Initial(RandomStream random)
    {
        LayerWeights layer = LayerWeights.Initial(ImageTensors.Classes, ImageTensors.Pixels, random);
        return new LinearWeights(layer.Weight, layer.Bias);
    }

    /// <summary>The layer as safetensors, under PyTorch's names <c>weight</c> and <c>bias</c>.</summary>
    public Checkpoint ToCheckpoint() => SafeTensors.Write(
        ("weight", [ImageTensors.Classes, ImageTensors.Pixels], Weight), ("bias", [ImageTensors.Classes], Bias));

    /// <summary>Reads what <see cref="ToCheckpoint"/> wrote.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static LinearWeights From(Checkpoint checkpoint)
    {
        IReadOnlyDictionary<string, float[]> tensors = SafeTensors.Read(checkpoint);
        return tensors.TryGetValue("weight", out float[]? weight) && tensors.TryGetValue("bias", out float[]? bias)
            && weight.Length == ImageTensors.Classes * ImageTensors.Pixels && bias.Length == ImageTensors.Classes
            ? new LinearWeights(weight, bias)
            : throw new FormatException("the checkpoint holds no layer 784 → 10");
    }
}
