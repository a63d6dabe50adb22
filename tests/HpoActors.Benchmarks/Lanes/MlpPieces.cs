using HpoActors.Torch.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>The pieces of an MLP with two hidden layers: its matrix products, lane by lane, and what is elementwise, over all lanes at once.</summary>
internal sealed class MlpPieces : Pieces
{
    private const int Units = MlpJob.Units;
    private const int Batch = MlpJob.BatchSize;
    private const int Classes = ImageSet.Classes;

    // A hidden layer's units, the bias's 1 and zeros up to the end of a cache line.
    private const int Inputs = 80;

    private readonly Tensor[] _batches;
    private readonly Tensor[] _transposed;
    private readonly Lane[] _lanes;
    private readonly Tensor[] _hidden;
    private readonly Tensor[] _hiddenErrors;
    private readonly Tensor _scores;
    private readonly Tensor _kept;
    private readonly Tensor _error;
    private readonly Tensor _oneHot;
    private readonly Tensor _rates;

    public MlpPieces(ImageDataset dataset, int lanes)
        : base(dataset, lanes, Batch)
    {
        _batches = [.. rand(Block, Columns).split(Batch)];
        _transposed = [.. _batches.Select(b => b.t())];
        _lanes = [.. Enumerable.Range(0, lanes).Select(_ => new Lane())];
        _hidden = [rand(lanes, Units, Batch), rand(lanes, Units, Batch), rand(lanes, Units, Batch), rand(lanes, Units, Batch)];
        _hiddenErrors = [rand(lanes, Units, Batch), rand(lanes, Units, Batch)];
        _scores = rand(lanes, Classes, Batch);
        _kept = rand(lanes, Classes, Batch);
        _error = rand(lanes, Classes, Batch);
        _oneHot = rand(Classes, Batch);
        _rates = rand(lanes, 1, 1);
    }

    public override IEnumerable<(string Name, double Seconds)> Measure()
    {
        yield return ("training's matrix products, lane by lane", TimeSteps(Products));
        yield return ("relu, softmax, one-hot, rates and derivatives", TimeSteps(Elementwise));
    }

    private void Products(int step)
    {
        foreach (Lane lane in _lanes)
        {
            lane.First.Output.addmm_(lane.First.Weights, _transposed[step], beta: 0, alpha: TinyRate);
            lane.Second.Output.addmm_(lane.Second.Weights, lane.FirstInput, beta: 0, alpha: TinyRate);
            lane.Third.Output.addmm_(lane.Third.Weights, lane.SecondInput, beta: 0, alpha: TinyRate);
        }

        foreach (Lane lane in _lanes)
        {
            lane.Second.Error.addmm_(lane.Third.ToInputs, lane.Third.Error, beta: 0, alpha: TinyRate);
            lane.Third.Weights.addmm_(lane.Third.Error, lane.SecondTransposed, beta: 1, alpha: TinyRate);
            lane.First.Error.addmm_(lane.Second.ToInputs, lane.Second.Error, beta: 0, alpha: TinyRate);
            lane.Second.Weights.addmm_(lane.Second.Error, lane.FirstTransposed, beta: 1, alpha: TinyRate);
            lane.First.Weights.addmm_(lane.First.Error, _batches[step], beta: 1, alpha: TinyRate);
        }
    }

    private void Elementwise(int step)
    {
        for (int layer = 0; layer < MlpJob.Layers; layer++)
        {
            _hidden[layer].relu_();
            _hidden[MlpJob.Layers + layer].copy_(_hidden[layer]);
            _hiddenErrors[layer].mul_(_hidden[layer].sign_());
        }

        using Tensor probabilities = _scores.softmax(1);
        _kept.copy_(probabilities);
        _error.copy_(probabilities);
        _error.sub_(_oneHot);
        _error.mul_(_rates);
    }

    private sealed class Layer
    {
        public Layer(int rows, int columns)
        {
            Weights = rand(rows, columns);
            ToInputs = Weights.narrow(1, 0, Units).t();
            Output = rand(rows, Batch);
            Error = rand(rows, Batch);
        }

        public Tensor Weights { get; }

        /// <summary>Without the bias, transposed.</summary>
        public Tensor ToInputs { get; }

        public Tensor Output { get; }

        public Tensor Error { get; }
    }

    private sealed class Lane
    {
        public Lane()
        {
            FirstTransposed = FirstInput.t();
            SecondTransposed = SecondInput.t();
        }

        public Layer First { get; } = new(Units, Columns);

        public Layer Second { get; } = new(Units, Inputs);

        public Layer Third { get; } = new(Classes, Inputs);

        public Tensor FirstInput { get; } = rand(Inputs, Batch);

        public Tensor FirstTransposed { get; }

        public Tensor SecondInput { get; } = rand(Inputs, Batch);

        public Tensor SecondTransposed { get; }
    }
}
