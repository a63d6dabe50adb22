using HpoActors.Benchmarks.Epoch;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Torch;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Lanes;

/// <summary>How long an epoch takes for each configuration when many are trained in one pass on one core, and how far that is from what the core can do.</summary>
internal static class LanesBenchmark
{
    public const string PlainLoop = "TorchSharp (plain loop)";
    public const string Limit = "the limit, matrix products alone";

    private const int WarmUp = 1;
    private const double Kilo = 1000;

    // What the numbers have to keep to, and the lanes where they have to.
    private const int ManyLanes = 32;
    private const double ManyAllowed = 1.0 / 8;
    private const int MostLanes = 64;
    private const double ShareNeeded = 0.65;
    private const int MlpLanes = 16;
    private const double MlpAllowed = 1.0 / 4;

    private static readonly int[] PiecesLanes = [1, ManyLanes, MostLanes];

    /// <summary>How many lanes are measured.</summary>
    public static IReadOnlyList<int> SoftmaxLanes { get; } = [1, 4, 8, 16, ManyLanes, MostLanes];

    public static Task<Report> RunAsync(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        LoadedDataset loaded = SoftmaxJob.Load();
        List<string> notes = loaded.Notice is null ? [] : [loaded.Notice];
        (ShapeTurns softmax, ShapeTurns[] mlps, Measurement[] bytes) = PinnedThread.Run(arguments.Core, () => Measure(loaded.Dataset, arguments));
        notes.AddRange(
        [
            "where the time goes: matrix products, elementwise operations, gathering and losses are timed by themselves, on tensors laid out as the session's are; 'the rest' is what these and the",
            "  validation leave of the measured epoch: other calls, reports, an MLP's gathering and momentum, and what the caches lose when the operations alternate",
            BytesPerLane.IsMeasurable
                ? "memory of a lane: memory in use in a pass, native (glibc's mallinfo2) and managed, its growth from few lanes to many, for each lane between; measured once"
                : "memory of a lane was not measured: only glibc tells what is in use",
        ]);
        return Task.FromResult(new Report
        {
            Name = "lanes: seconds of an epoch for each configuration, on one core",
            Compared =
            [
                $"60 000 training and 10 000 validation images ({loaded.Dataset.Name}), float32, one thread; training, validation and reports are in every time",
                $"all pinned to core {arguments.Core}, in turn in one run: an epoch of each is a round; {WarmUp} round of warm-up does not count; ratios are taken within a round",
                "HpoActors: a session of lanes, driven as a trainer drives it, all lanes in one call; the rows go by the number of lanes",
                $"{PlainLoop}: a module, cross_entropy, optim.SGD, images as floats in memory, randperm and index_select, no loss read back",
                $"{Limit}: an epoch's products (forward, gradients, validation) at the pace of {ProductThroughput.Shape} into a preallocated result, measured in the same round",
            ],
            Measurements = [.. softmax.Rows, .. mlps.SelectMany(m => m.Rows), .. bytes],
            Requirements =
            [
                Requirement.AtMost(1, softmax.ByPlain(1), $"{softmax.ByPlain(1).Name}: at most 1 ×"),
                Requirement.AtMost(ManyAllowed, softmax.ByPlain(ManyLanes), $"{softmax.ByPlain(ManyLanes).Name}: at most {ManyAllowed} ×"),
                Requirement.AtLeast(ShareNeeded, softmax.Share(MostLanes), $"{softmax.Share(MostLanes).Name}: at least {ShareNeeded}"),
                .. mlps.SelectMany(m => new[] { m.ByOneLane(MlpLanes), m.ByPlain(MlpLanes) }).Select(m => Requirement.AtMost(MlpAllowed, m, $"{m.Name}: at most {MlpAllowed} ×")),
            ],
            Notes = notes,
        });
    }

    private static (ShapeTurns Softmax, ShapeTurns[] Mlps, Measurement[] Bytes) Measure(ImageDataset dataset, Arguments arguments)
    {
        (LaneShape Shape, double Momentum)[] mlps = [(LaneShape.Mlp, 0), (LaneShape.MlpWithMomentum, MlpJob.Momentum)];

        Measurement[] bytes = BytesPerLane.IsMeasurable
            ?
            [
                Bytes(SoftmaxJob.CreateLanes, LaneShape.Softmax, SoftmaxJob.Spec, few: 64, many: 256),
                .. mlps.Select(m => Bytes(MlpJob.CreateLanes, m.Shape, MlpJob.Spec, few: 16, many: 64)),
            ]
            : [];
        ILaneObjective softmax = SoftmaxJob.CreateLanes(SoftmaxJob.Spec);
        ILaneObjective mlp = MlpJob.CreateLanes(MlpJob.Spec);
        using PlainTorchSharp plain = PlainTorchSharp.Softmax(dataset);
        ShapeTurns turns = Turns(softmax, LaneShape.Softmax, SoftmaxJob.Spec, plain, SoftmaxLanes, p => PiecesLanes.Contains(p.Lanes) ? new SoftmaxPieces(dataset, p.Lanes, p.TileSize) : null);
        List<ShapeTurns> others = [];
        foreach ((LaneShape shape, double momentum) in mlps)
        {
            using PlainTorchSharp module = PlainTorchSharp.Mlp(dataset, momentum);
            others.Add(Turns(mlp, shape, MlpJob.Spec, module, [1, MlpLanes], p => new MlpPieces(dataset, p.Lanes)));
        }

        return (turns, [.. others], bytes);

        Measurement Bytes(Func<ExperimentSpec, ILaneObjective> create, LaneShape shape, ExperimentSpec spec, int few, int many) => new(
            $"{shape.Name}: memory of a lane ({few} to {many} lanes)", "KB",
            [BytesPerLane.Measure(create(spec), shape, spec, arguments.Core, few, many) / Kilo]);

        ShapeTurns Turns(ILaneObjective objective, LaneShape shape, ExperimentSpec spec, PlainTorchSharp loop, IReadOnlyList<int> lanes, Func<LanePack, Pieces?> piecesOf) =>
            ShapeTurns.Run(shape, objective, spec, dataset, loop, arguments.Core, lanes, piecesOf, WarmUp, arguments.Rounds ?? 7);
    }
}
