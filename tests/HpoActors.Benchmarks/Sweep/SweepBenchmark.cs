using Akka.Actor;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Devices;
using HpoActors.Torch;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Sweep;

/// <summary>A whole sweep against what a user would run instead, on the same cores.</summary>
internal static class SweepBenchmark
{
    public const string InMemory = "in-memory PyTorch + Optuna";
    public const string Textbook = "textbook PyTorch + Optuna";

    /// <summary>The row of a peer that the plot reads.</summary>
    public const string EpochRow = "seconds of an epoch, validation included";

    private const string Fused = "HpoActors";
    private const int Cores = 2;
    private const int SingleTrials = 8;
    private const double TextbookNeeded = 400;
    private const double InMemoryNeeded = 15;

    public static async Task<Report> RunAsync(Arguments arguments)
    {
        TorchRuntime.EnsureLoaded();
        LoadedDataset loaded = SoftmaxJob.Load();
        List<string> notes = loaded.Notice is null ? [] : [loaded.Notice];
        int[] cores = [.. CpuAffinity.Current().Take(Cores)];
        if (cores.Length < Cores)
        {
            notes.Add($"the process may use {cores.Length} of the {Cores} cores that the requirements speak of; every contender had as many");
        }

        using SweepPeer? inMemory = SweepPeer.Start(InMemory, "in_memory_sweep.py", arguments.Python, loaded.Dataset, cores, notes);
        using SweepPeer? textbook = SweepPeer.Start(
            Textbook, "textbook_sweep.py", arguments.Python, loaded.Dataset, cores, notes, "--workers", $"{arguments.Workers}");
        SweepPeer[] peers = [.. new[] { inMemory, textbook }.OfType<SweepPeer>()];
        using ActorSystem system = ActorSystems.Create();
        string all = $"cpu:{cores.Length}";

        // The warm-up is a sweep that a user would see, too: the first in a process.
        (double first, _) = await SweepJob.RunAsync(system, all, SweepJob.Trials);
        foreach (SweepPeer peer in peers)
        {
            peer.WarmUp();
        }

        List<double> fused = [];
        List<double> single = [];
        List<double>[] theirs = [.. peers.Select(_ => new List<double>())];
        ExperimentResult? best = null;
        for (int round = 0; round < (arguments.Rounds ?? 3); round++)
        {
            (double seconds, best) = await SweepJob.RunAsync(system, all, SweepJob.Trials);
            fused.Add(seconds);
            (double few, _) = await SweepJob.RunAsync(system, $"{all}/1", SingleTrials);
            single.Add(few * SweepJob.Trials / SingleTrials);
            for (int i = 0; i < peers.Length; i++)
            {
                theirs[i].Add(peers[i].Round());
            }
        }

        await system.Terminate();
        notes.AddRange(peers.Select(p => $"{p.Name}: {p.Version}; extrapolated to {SweepJob.Trials} trials from {p.Trials}, {p.Processes} at a time"));
        notes.Add($"HpoActors with one lane a trainer: extrapolated to {SweepJob.Trials} trials from sweeps of {SingleTrials}");
        notes.Add($"best validation error: {Fused} {best!.Best!.Value:0.0000} of all {SweepJob.Trials} trials; "
            + string.Join("; ", peers.Select(p => $"{p.Name} {p.BestError:0.0000} of {p.Trials}")));
        return Report(loaded.Dataset.Name, cores, first, fused, single, [.. peers.Zip(theirs)], arguments, notes);
    }

    private static Report Report(
        string dataset, int[] cores, double first, List<double> fused, List<double> single,
        List<(SweepPeer Peer, List<double> Seconds)> peers, Arguments arguments, List<string> notes)
    {
        Measurement ours = new($"{Fused}, lanes as it chooses", "s", fused);
        Measurement alone = new($"{Fused}, one lane a trainer (extrapolated)", "s", single);
        Measurement[] theirs = [.. peers.Select(p => new Measurement($"{p.Peer.Name} (extrapolated)", "s", p.Seconds))];
        Measurement[] ratios = [.. peers.Zip(theirs, (p, m) => m.By(ours, $"{p.Peer.Name} by {Fused}"))];
        List<Requirement> requirements = [];
        foreach (((SweepPeer peer, _), Measurement ratio) in peers.Zip(ratios))
        {
            double needed = peer.Name == Textbook ? TextbookNeeded : InMemoryNeeded;
            requirements.Add(Requirement.AtLeast(needed, ratio, $"{ratio.Name}: at least {needed:0} ×"));
        }

        return new Report
        {
            Name = $"sweep: seconds for {SweepJob.Trials} learning rates × {SweepJob.Epochs} epochs on {cores.Length} cores",
            Compared =
            [
                $"784 → 10, plain SGD, mini-batches of {SoftmaxJob.BatchSize}, 60 000 training and 10 000 validation images ({dataset}), float32; learning rates from {SweepJob.LowestRate:0.0000} to {SweepJob.HighestRate:0}",
                $"cores {string.Join(" and ", cores)}, in turn in one run; wall time from submission to result, libraries and images loaded before; ratios are taken within a round",
                $"{Fused}: grid search through all the actors, a trainer on each core; every trial reports every epoch; measured in full",
                $"{InMemory}: the fast loop of the benchmark 'epoch', a process on each core, each with a study of its own (peers/in_memory_sweep.py)",
                $"{Textbook}: torchvision's FashionMNIST, ToTensor for each image, DataLoader with {arguments.Workers} worker processes (peers/textbook_sweep.py)",
            ],
            Measurements =
            [
                new Measurement($"{Fused}, the first sweep of the process", "s", [first]), ours, alone, .. theirs,
                alone.By(ours, $"{Fused}, one lane a trainer by lanes as it chooses"), .. ratios,
                .. peers.Select(p => new Measurement($"{p.Peer.Name}: {EpochRow}", "s", [.. p.Peer.TrialSeconds.Select(s => s / SweepJob.Epochs)])),
            ],
            Requirements = requirements,
            Notes = notes,
        };
    }
}
