using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>A layer as lanes have it: outputs × <see cref="NetworkShape.Columns"/>, the bias behind the inputs, then zeros to the end of the line.</summary>
internal static class PaddedLayer
{
    public static Tensor From(LayerWeights layer, int columns, Device device)
    {
        float[] padded = new float[layer.Outputs * columns];
        for (int row = 0; row < layer.Outputs; row++)
        {
            layer.Weight.AsSpan(row * layer.Inputs, layer.Inputs).CopyTo(padded.AsSpan(row * columns));
            padded[(row * columns) + layer.Inputs] = layer.Bias[row];
        }

        // A copy in native memory: a tensor of an array would pin it for as long as the lane lives.
        using Tensor pinned = tensor(padded, [layer.Outputs, columns]);
        Tensor own = empty([layer.Outputs, columns], device: device);
        own.copy_(pinned);
        return own;
    }

    public static LayerWeights ToPlain(Tensor padded, int inputs)
    {
        using Tensor cpu = padded.cpu();
        ReadOnlySpan<float> numbers = MemoryMarshal.Cast<byte, float>(cpu.bytes);
        int columns = (int)padded.shape[1];
        LayerWeights layer = LayerWeights.Zero((int)padded.shape[0], inputs);
        for (int row = 0; row < layer.Outputs; row++)
        {
            numbers.Slice(row * columns, inputs).CopyTo(layer.Weight.AsSpan(row * inputs));
            layer.Bias[row] = numbers[(row * columns) + inputs];
        }

        return layer;
    }
}
