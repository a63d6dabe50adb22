using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>The factors of dropout behind one hidden layer, of all lanes of a group.</summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class DropoutLayer
{
    private readonly int _perLane;
    private readonly Tensor _drawn;

    public DropoutLayer(long[] shape, Device device)
    {
        _perLane = (int)(shape[2] * shape[3]);
        Factors = empty(shape, device: device);
        _drawn = device.type == DeviceType.CPU ? Factors : empty(shape);
    }

    /// <summary>Tiles × lanes × units × images: 0 or 1/(1 − rate); 1 where a lane has no dropout.</summary>
    public Tensor Factors { get; }

    /// <summary>Draws a lane's factors for the next mini-batch.</summary>
    public void Draw(int lane, DropoutMasks? masks)
    {
        Span<float> factors = MemoryMarshal.Cast<byte, float>(_drawn.bytes).Slice(lane * _perLane, _perLane);
        if (masks is null)
        {
            factors.Fill(1);
        }
        else
        {
            masks.Fill(factors);
        }
    }

    /// <summary>Makes what was drawn the <see cref="Factors"/>.</summary>
    public void Upload()
    {
        if (!ReferenceEquals(_drawn, Factors))
        {
            Factors.copy_(_drawn);
        }
    }
}
