using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>A lane's own weights between its passes, so that a pass that fails takes nothing away.</summary>
internal sealed class LaneModel : IDisposable
{
    private readonly TensorBag _tensors = new();
    private readonly NetworkShape _shape;

    public LaneModel(NetworkShape shape, LaneSettings settings, LaneState state, Device device)
    {
        _shape = shape;
        Settings = settings;
        Weights = Padded(state.Weights);
        Velocity = state.Velocity is null ? null : Padded(state.Velocity);

        Tensor[] Padded(LayerWeights[] layers) => [.. layers.Select((layer, i) => _tensors.Keep(PaddedLayer.From(layer, shape.Columns(i), device)))];
    }

    public LaneSettings Settings { get; }

    /// <summary>For each layer rows × columns.</summary>
    public Tensor[] Weights { get; }

    /// <summary>PyTorch's momentum buffers; null without momentum.</summary>
    public Tensor[]? Velocity { get; }

    public LaneState State => new(Plain(Weights), Velocity is null ? null : Plain(Velocity));

    public void Dispose() => _tensors.Dispose();

    private LayerWeights[] Plain(Tensor[] layers) => [.. layers.Select((layer, i) => PaddedLayer.ToPlain(layer, _shape.Inputs(i)))];
}
