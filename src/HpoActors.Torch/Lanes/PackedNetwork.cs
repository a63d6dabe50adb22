using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// The weights of all lanes of a pass, side by side. A matrix product runs over one block: a run of tiles in the first layer, whose input all lanes share, and one lane in
/// the others; what is elementwise runs over all at once. A lane's place, its neighbours and the number of tiles do not show in its bits.
/// </summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class PackedNetwork
{
    private readonly IReadOnlyList<LaneModel> _lanes;
    private readonly Tensor[] _weights;
    private readonly Tensor[]? _velocity;

    // Lanes × 1 × 1.
    private readonly Tensor _rates;
    private readonly Tensor _momentum;
    private readonly Tensor? _decay;

    public PackedNetwork(NetworkShape shape, Tiling tiling, IReadOnlyList<LaneModel> lanes, Device device)
    {
        Shape = shape;
        Tiling = tiling;
        Tiles = (lanes.Count + tiling.Size - 1) / tiling.Size;
        _lanes = lanes;
        bool momentum = lanes[0].Velocity is not null;
        _weights = [.. Enumerable.Range(0, shape.Layers).Select(Place)];
        _velocity = momentum ? [.. Enumerable.Range(0, shape.Layers).Select(Place)] : null;
        _momentum = PerLane(settings => settings.Momentum, device);

        // With momentum even where no lane has any: adding 0 · w turns −0 into 0 and infinity into NaN, so that a neighbour's decay would show. Multiplying by 1 does neither.
        _decay = momentum ? PerLane(settings => settings.Decay, device)
            : lanes.Any(lane => lane.Settings.Decay != 0) ? PerLane(settings => 1 - (settings.Rate * settings.Decay), device)
            : null;
        _rates = PerLane(settings => settings.Rate, device);
        ErrorFactors = (momentum ? ones_like(_rates) : _rates).view(Tiles, tiling.Size, 1, 1);
        Weights = [.. Enumerable.Range(0, shape.Layers).Select(layer => Blocks(_weights[layer], layer))];
        Velocity = _velocity is null ? null : [.. Enumerable.Range(0, shape.Layers).Select(layer => Blocks(_velocity[layer], layer))];
        ToInputs = [.. Enumerable.Range(0, shape.Layers).Select(layer =>
            layer == 0 ? [] : Weights[layer].Select(block => block.narrow(1, 0, shape.Inputs(layer)).t()).ToArray())];
        ForEachPlace((lane, there) => there.copy_(lane));

        Tensor Place(int layer) => zeros([Tiles * tiling.Size, shape.Rows(layer), shape.Columns(layer)], device: device);
    }

    public NetworkShape Shape { get; }

    public Tiling Tiling { get; }

    public int Tiles { get; }

    public int Lanes => _lanes.Count;

    /// <summary>For each layer its blocks, rows × columns: of the first layer one for each run of tiles, of the others one for each lane.</summary>
    public Tensor[][] Weights { get; }

    /// <summary>The blocks' velocities; null without momentum.</summary>
    public Tensor[][]? Velocity { get; }

    /// <summary>For each layer but the first its blocks without their biases, transposed: inputs × rows.</summary>
    public Tensor[][] ToInputs { get; }

    /// <summary>Tiles × lanes × 1 × 1: what the loss's derivatives are to be multiplied with. Without momentum it is the learning rate: errors are fewer than weights.</summary>
    public Tensor ErrorFactors { get; }

    /// <summary>For each layer the blocks of one tile.</summary>
    public Tensor[][] WeightsOf(int tile) =>
    [
        .. Weights.Select((blocks, layer) => layer == 0
            ? [Tile(_weights[0], tile, 1)]
            : blocks[(tile * Tiling.Size)..((tile + 1) * Tiling.Size)]),
    ];

    /// <summary>A step of SGD for one layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="errors">For each block the loss's derivative by the layer's outputs, times <see cref="ErrorFactors"/>: rows × images.</param>
    /// <param name="inputs">What the layer was fed with, images × columns: one for all blocks, or one for each.</param>
    /// <param name="unit">What a 1 in the inputs stands for.</param>
    public void Descend(int layer, Tensor[] errors, ReadOnlySpan<Tensor> inputs, float unit)
    {
        Tensor weights = _weights[layer];
        if (_velocity is null)
        {
            if (_decay is not null)
            {
                weights.mul_(_decay);
            }

            Add(Weights[layer], errors, inputs, -unit);
            return;
        }

        _velocity[layer].mul_(_momentum);
        _velocity[layer].addcmul_(weights, _decay!, Scalars.One);
        Add(Velocity![layer], errors, inputs, unit);
        weights.addcmul_(_velocity[layer], _rates, Scalars.MinusOne);
    }

    /// <summary>Hands the lanes what they learnt.</summary>
    public void Unpack() => ForEachPlace((lane, there) => lane.copy_(there));

    private static void Add(Tensor[] blocks, Tensor[] errors, ReadOnlySpan<Tensor> inputs, float factor)
    {
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i].addmm_(errors[i], inputs[inputs.Length == 1 ? 0 : i], beta: 1, alpha: factor);
        }
    }

    // A lane's own tensors, each with its place in the pack.
    private void ForEachPlace(Action<Tensor, Tensor> copy)
    {
        for (int place = 0; place < _lanes.Count; place++)
        {
            for (int layer = 0; layer < Shape.Layers; layer++)
            {
                using Tensor weights = _weights[layer].select(0, place);
                copy(_lanes[place].Weights[layer], weights);
                if (_velocity is not null)
                {
                    using Tensor velocity = _velocity[layer].select(0, place);
                    copy(_lanes[place].Velocity![layer], velocity);
                }
            }
        }
    }

    private Tensor[] Blocks(Tensor all, int layer) => layer == 0
        ? [.. Tiling.Runs(Tiles).Select(run => Tile(all, run.Start, run.Count))]
        : [.. Enumerable.Range(0, Tiles * Tiling.Size).Select(lane => all.select(0, lane))];

    // Of the first layer: rows of all their lanes × columns.
    private Tensor Tile(Tensor all, int start, int count) =>
        all.narrow(0, start * Tiling.Size, count * Tiling.Size).view(-1, Shape.Columns(0));

    private Tensor PerLane(Func<LaneSettings, double> value, Device device)
    {
        float[] values = new float[Tiles * Tiling.Size];
        for (int i = 0; i < _lanes.Count; i++)
        {
            values[i] = (float)value(_lanes[i].Settings);
        }

        return tensor(values, [values.Length, 1, 1], device: device);
    }
}
