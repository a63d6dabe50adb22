using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>The factors of dropout behind one hidden layer, of all lanes.</summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class DropoutLayer
{
    private readonly float[] _factors;
    private readonly int _perLane;

    public DropoutLayer(int lanes, int perLane, long[] shape, Device device)
    {
        _perLane = perLane;
        _factors = new float[lanes * perLane];
        Array.Fill(_factors, 1);
        Factors = ones(shape, device: device);
    }

    /// <summary>Tiles × lanes × units × images: 0 or 1/(1 − rate); 1 where a lane has no dropout.</summary>
    public Tensor Factors { get; }

    /// <summary>Draws a lane's factors for the next mini-batch.</summary>
    public void Draw(int lane, DropoutMasks? masks) => masks?.Fill(_factors.AsSpan(lane * _perLane, _perLane));

    /// <summary>Makes what was drawn the <see cref="Factors"/>.</summary>
    public void Upload()
    {
        using Tensor drawn = tensor(_factors, Factors.shape);
        Factors.copy_(drawn);
    }
}
