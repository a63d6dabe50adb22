using HpoActors.Benchmarks.Epoch;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>One shape: its packs, the plain loop and the bare matrix products take turns on the calling thread.</summary>
internal sealed class ShapeTurns
{
    private const double Giga = 1e9;

    private readonly LaneShape _shape;
    private readonly double _gigaFlop;
    private readonly List<double> _plain = [];
    private readonly List<double> _throughput = [];
    private readonly SortedDictionary<int, List<double>> _byLanes = [];
    private readonly SortedDictionary<int, Dictionary<string, List<double>>> _pieces = [];

    private ShapeTurns(LaneShape shape, ImageDataset dataset)
    {
        _shape = shape;
        _gigaFlop = shape.FlopOfEpoch(dataset.Train.Count, dataset.Test.Count) / Giga;
    }

    /// <summary>The plain loop's seconds of an epoch.</summary>
    public Measurement Plain => new($"{_shape.Name}: {LanesBenchmark.PlainLoop}", "s", _plain);

    /// <summary>What the matrix products alone would take, at the pace of the round.</summary>
    public Measurement Limit => new($"{_shape.Name}: {LanesBenchmark.Limit}", "s", [.. _throughput.Select(t => _gigaFlop / t)]);

    /// <summary>GFLOP/s.</summary>
    public Measurement Throughput => new($"{_shape.Name}: matrix products {ProductThroughput.Shape}", "GFLOP/s", _throughput);

    /// <summary>Seconds of an epoch for each configuration.</summary>
    public Measurement Of(int lanes) => new(_shape.RowOf(lanes), "s", _byLanes[lanes]);

    /// <summary>The plain loop's epoch in epochs of so many lanes.</summary>
    public Measurement ByPlain(int lanes) => Of(lanes).By(Plain, $"{_shape.Name}: {LaneShape.Count(lanes)} by the plain loop");

    /// <summary>A configuration's cost among so many lanes in that of a lane alone.</summary>
    public Measurement ByOneLane(int lanes) => Of(lanes).By(Of(1), $"{_shape.Name}: {LaneShape.Count(lanes)} by 1 lane");

    /// <summary>Which part of the core's matrix products the session makes use of.</summary>
    public Measurement Share(int lanes) => Limit.By(Of(lanes), $"{_shape.Name}: {LaneShape.Count(lanes)}, share of the limit") with { Unit = "share" };

    /// <summary>Everything, for the table.</summary>
    public IEnumerable<Measurement> Rows =>
    [
        Throughput, Limit, Plain, .. _byLanes.Keys.Select(Of), .. _byLanes.Keys.Select(ByPlain), .. _byLanes.Keys.Where(k => k > 1).Select(ByOneLane),
        .. _byLanes.Keys.Select(Share), .. _pieces.Keys.SelectMany(Pieces),
    ];

    public static ShapeTurns Run(
        LaneShape shape, ILaneObjective objective, ExperimentSpec spec, ImageDataset dataset, PlainTorchSharp plain,
        int core, IReadOnlyList<int> lanes, Func<LanePack, Pieces?> piecesOf, int warmUp, int rounds)
    {
        ShapeTurns turns = new(shape, dataset);
        using ProductThroughput products = new();
        LanePack[] packs = [.. lanes.Select(n => new LanePack(objective, shape, spec, core, n))];
        Pieces[] pieces = [.. packs.Select(piecesOf).OfType<Pieces>()];
        try
        {
            for (int round = 0; round < warmUp + rounds; round++)
            {
                turns.Round(products, plain, packs, pieces, counts: round >= warmUp);
            }
        }
        finally
        {
            Array.ForEach(packs, p => p.Dispose());
            Array.ForEach(pieces, p => p.Dispose());
        }

        return turns;
    }

    private void Round(ProductThroughput products, PlainTorchSharp plain, LanePack[] packs, Pieces[] pieces, bool counts)
    {
        Add(_throughput, products.Measure());
        Add(_plain, plain.Epoch().Whole);
        foreach (LanePack pack in packs)
        {
            _byLanes.TryAdd(pack.Lanes, []);
            Add(_byLanes[pack.Lanes], pack.Epoch());
            if (pieces.FirstOrDefault(p => p.Lanes == pack.Lanes) is { } piece)
            {
                _pieces.TryAdd(pack.Lanes, []);
                foreach ((string name, double seconds) in piece.Measure().Append(("validation, as the session says", pack.Validation)))
                {
                    _pieces[pack.Lanes].TryAdd(name, []);
                    Add(_pieces[pack.Lanes][name], seconds);
                }
            }
        }

        void Add(List<double> values, double value)
        {
            if (counts)
            {
                values.Add(value);
            }
        }
    }

    private IEnumerable<Measurement> Pieces(int lanes)
    {
        foreach ((string name, List<double> seconds) in _pieces[lanes])
        {
            yield return new Measurement($"{_shape.Name}: {LaneShape.Count(lanes)}, {name}", "s", seconds);
        }

        yield return new Measurement($"{_shape.Name}: {LaneShape.Count(lanes)}, the rest", "s",
            [.. _byLanes[lanes].Select((whole, round) => whole - _pieces[lanes].Values.Sum(seconds => seconds[round]))]);
    }
}
