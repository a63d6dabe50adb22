using HpoActors.Benchmarks.Reports;
using HpoActors.Torch;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Epoch;

/// <summary>How long one epoch of the reference job takes on one core, beside plain loops.</summary>
internal static class EpochBenchmark
{
    private const int WarmUp = 2;
    private const double Allowed = 0.5;

    public static Task<Report> RunAsync(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        LoadedDataset loaded = SoftmaxJob.Load();
        List<string> notes = loaded.Notice is null ? [] : [loaded.Notice];
        using PyTorch? python = PyTorch.Start(arguments.Python, loaded.Dataset, arguments.Core, out string missing);
        notes.Add(python is null
            ? $"PyTorch is missing and was not measured ({missing}); on Debian: apt-get install python3-torch libopenblas0"
            : $"the rival: {python.Description}");
        if (python is { HasSlowBlas: true })
        {
            notes.Add("the rival runs on the reference BLAS, which flatters us; for a fair one: apt-get install libopenblas0");
        }

        List<EpochTime> sharp = [];
        List<EpochTime> torch = [];
        List<EpochTime> ours = PinnedThread.Run(arguments.Core, () =>
        {
            using PlainTorchSharp plain = PlainTorchSharp.Softmax(loaded.Dataset);
            TurnTaking turns = new(arguments.Core, WarmUp + (arguments.Rounds ?? 11), () =>
            {
                sharp.Add(plain.Epoch());
                if (python is not null)
                {
                    torch.Add(python.Epoch());
                }
            });
            turns.Run(SoftmaxJob.Create(SoftmaxJob.Spec));
            return turns.Epochs;
        });
        notes.Add($"validation error after the last epoch: HpoActors {ours[^1].ValidationError:0.0000}, TorchSharp {sharp[^1].ValidationError:0.0000}"
            + (python is null ? "" : $", PyTorch {torch[^1].ValidationError:0.0000}"));
        return Task.FromResult(Report(arguments, loaded.Dataset.Name, ours, sharp, torch, notes));
    }

    private static Report Report(
        Arguments arguments, string dataset, List<EpochTime> ours, List<EpochTime> sharp, List<EpochTime> torch, List<string> notes)
    {
        List<Measurement> measurements = [];
        List<Requirement> requirements = [];
        foreach ((string part, Func<EpochTime, double> seconds) in new (string, Func<EpochTime, double>)[]
        {
            ("training", epoch => epoch.Training), ("training + validation", epoch => epoch.Whole),
        })
        {
            Measurement mine = Of(ours, "HpoActors (SoftmaxObjective)");
            Measurement plain = Of(sharp, "TorchSharp (plain loop)");
            measurements.AddRange([mine, plain, mine.By(plain, $"{part}: HpoActors by TorchSharp")]);
            if (torch.Count > 0)
            {
                Measurement rival = Of(torch, "PyTorch (plain loop)");
                Measurement ratio = mine.By(rival, $"{part}: HpoActors by PyTorch");
                measurements.AddRange([rival, ratio]);
                requirements.Add(Requirement.AtMost(Allowed, ratio, $"{ratio.Name}: at most {Allowed} ×"));
            }

            Measurement Of(List<EpochTime> epochs, string who) => new($"{part}: {who}", "s", [.. epochs.Skip(WarmUp).Select(seconds)]);
        }

        return new Report
        {
            Name = "epoch: seconds of one softmax epoch on one core",
            Compared =
            [
                $"784 → 10, plain SGD, mini-batches of {SoftmaxJob.BatchSize}, 60 000 training and 10 000 validation images ({dataset}), float32, one thread",
                $"all pinned to core {arguments.Core}, in turn in one run: an epoch of each is a round; {WarmUp} rounds of warm-up do not count; ratios are taken within a round",
                "HpoActors: the objective as a trainer runs it, with the loss and the reports; the plain loops: nn.Linear, cross_entropy, optim.SGD,",
                "  images as floats in memory, randperm and index_select, no loss read back",
            ],
            Measurements = measurements,
            Requirements = requirements,
            Notes = notes,
        };
    }
}
