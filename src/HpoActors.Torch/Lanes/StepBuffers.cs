using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Torch.Lanes;

/// <summary>
/// Room for what a network computes on a mini-batch of one size, with its views: for matrix products by blocks (rows × images), for elementwise work over everything
/// (tiles × lanes × rows × images). Every block starts on a cache line.
/// </summary>
/// <remarks>Lives in the dispose scope that it is made in.</remarks>
internal sealed class StepBuffers
{
    private readonly NetworkShape _shape;
    private readonly int _tiles;
    private readonly Tiling _tiling;
    private readonly int _tileSize;
    private readonly int _images;
    private readonly Device _device;

    /// <summary>For tiles of a network and the mini-batches that <paramref name="batches"/> has room for; some results of each are kept until their losses are summed.</summary>
    public StepBuffers(NetworkShape shape, int tiles, Tiling tiling, ImageBatches batches, bool dropout, Device device)
    {
        int images = batches.BatchSize;
        int steps = batches.Count;
        _shape = shape;
        _tiles = tiles;
        _tiling = tiling;
        _tileSize = tiling.Size;
        _images = images;
        _device = device;
        int hidden = _shape.Hidden.Length;
        Hidden = [.. Enumerable.Range(0, hidden).Select(layer => Outputs(layer))];
        HiddenErrors = [.. Enumerable.Range(0, hidden).Select(layer => Outputs(layer))];
        Inputs = [.. Enumerable.Range(0, hidden).Select(layer => new NextInputs(this, layer))];
        Masks = dropout ? [.. Enumerable.Range(0, hidden).Select(layer => new DropoutLayer([_tiles, _tileSize, _shape.Rows(layer), images], device))] : null;
        Error = Outputs(_shape.Output);
        (AllLogits, Logits) = OutputsOfSteps(steps);
        AllOwn = empty([steps, _tiles, _tileSize, 1, images], device: device);
        Own = [.. Enumerable.Range(0, steps).Select(step => AllOwn.select(0, step))];
        Labels = [.. Enumerable.Range(0, steps).Select(step => batches.Labels.select(0, step).expand(_tiles, _tileSize, 1, images))];
    }

    /// <summary>For each hidden layer its units after the activation.</summary>
    public Block[] Hidden { get; }

    /// <summary>For each hidden layer the loss's derivative by its units.</summary>
    public Block[] HiddenErrors { get; }

    /// <summary>For each hidden layer what the next one is fed with.</summary>
    public NextInputs[] Inputs { get; }

    /// <summary>For each hidden layer the factors of dropout; null where no lane has any.</summary>
    public DropoutLayer[]? Masks { get; }

    /// <summary>For each step the scores of the classes.</summary>
    public Block[] Logits { get; }

    /// <summary>Steps × tiles × lanes × 10 × images.</summary>
    public Tensor AllLogits { get; }

    /// <summary>For each step tiles × lanes × 1 × images, int64: the images' classes.</summary>
    public Tensor[] Labels { get; }

    /// <summary>For each step tiles × lanes × 1 × images: the probabilities of the images' own classes.</summary>
    public Tensor[] Own { get; }

    /// <summary>Steps × tiles × lanes × 1 × images.</summary>
    public Tensor AllOwn { get; }

    /// <summary>The loss's derivative by the scores.</summary>
    public Block Error { get; }

    /// <summary>Draws the factors of dropout for the next mini-batch, lane by lane and layer by layer.</summary>
    public void DrawMasks(ReadOnlySpan<DropoutMasks?> lanes)
    {
        foreach (DropoutLayer layer in Masks ?? [])
        {
            for (int lane = 0; lane < lanes.Length; lane++)
            {
                layer.Draw(lane, lanes[lane]);
            }

            layer.Upload();
        }
    }

    /// <summary>A layer's outputs in both views.</summary>
    /// <param name="All">Tiles × lanes × rows × images.</param>
    /// <param name="Blocks">Rows × images each.</param>
    public sealed record Block(Tensor All, Tensor[] Blocks);

    /// <summary>A hidden layer's outputs with a row of ones behind them for the bias, and zeros to the end of the line.</summary>
    public sealed class NextInputs
    {
        public NextInputs(StepBuffers buffers, int layer)
        {
            int rows = buffers._shape.Rows(layer);
            int columns = buffers._shape.Columns(layer + 1);
            Tensor all = zeros([buffers._tiles, buffers._tileSize, columns, buffers._images], device: buffers._device);
            all.narrow(2, rows, 1).fill_(Scalars.One);
            All = all.narrow(2, 0, rows);
            Tensor lanes = all.view(-1, columns, buffers._images);
            Blocks = [.. Enumerable.Range(0, (int)lanes.shape[0]).Select(lane => lanes.select(0, lane))];
            Transposed = [.. Blocks.Select(block => block.t())];
        }

        /// <summary>Tiles × lanes × rows × images: the outputs alone.</summary>
        public Tensor All { get; }

        /// <summary>For each lane columns × images.</summary>
        public Tensor[] Blocks { get; }

        /// <summary>For each lane images × columns.</summary>
        public Tensor[] Transposed { get; }
    }

    private Block Outputs(int layer)
    {
        (int blocks, int length) = Layout(layer);
        return BlockOf(empty([blocks, NetworkShape.RoundUp(length)], device: _device), layer);
    }

    private (Tensor All, Block[] Steps) OutputsOfSteps(int steps)
    {
        (int blocks, int length) = Layout(_shape.Output);
        Tensor memory = empty([steps, blocks, NetworkShape.RoundUp(length)], device: _device);
        return (
            memory.narrow(2, 0, length).view(steps, _tiles, _tileSize, _shape.Rows(_shape.Output), _images),
            [.. Enumerable.Range(0, steps).Select(step => BlockOf(memory.select(0, step), _shape.Output))]);
    }

    // Of the first layer a tile is a block of memory, of the others a lane.
    private Block BlockOf(Tensor memory, int layer)
    {
        (int blocks, int length) = Layout(layer);
        Tensor all = memory.narrow(1, 0, length).view(_tiles, _tileSize, _shape.Rows(layer), _images);
        IEnumerable<(int Start, int Count)> runs = layer == 0 ? _tiling.Runs(_tiles) : Enumerable.Range(0, blocks).Select(lane => (lane, 1));
        return new Block(all, [.. runs.Select(run => run.Count == 1
            ? memory.select(0, run.Start).narrow(0, 0, length).view(-1, _images)
            : memory.narrow(0, run.Start, run.Count).view(-1, _images))]);
    }

    private (int Blocks, int Length) Layout(int layer) => layer == 0
        ? (_tiles, _tileSize * _shape.Rows(0) * _images)
        : (_tiles * _tileSize, _shape.Rows(layer) * _images);
}
