using System.Diagnostics;
using HpoActors.Benchmarks.Reports;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Benchmarks.Simulation;

/// <summary>How fast a simulation is: a large sweep by asha, and messages a second through the real actors.</summary>
internal static class SimulationBenchmark
{
    private const int DefaultRounds = 3;
    private const double SecondsAllowed = 60;
    private const double MessagesNeeded = 300_000;

    public static Task<Report> RunAsync(Arguments arguments)
    {
        int rounds = arguments.Rounds ?? DefaultRounds;
        ExperimentSpec sweep = Spec(100_000, 81, new AshaSchedulerSettings());
        ExperimentSpec plain = Spec(20_000, 5, new FifoSchedulerSettings());
        Simulate(plain, 64, arguments.Core);
        List<Run> sweeps = [];
        List<Run> plains = [];
        for (int round = 0; round < rounds; round++)
        {
            sweeps.Add(Simulate(sweep, 1000, arguments.Core));
            plains.Add(Simulate(plain, 64, arguments.Core));
        }

        Measurement seconds = new("asha, 1 000 trainers, 100 000 trials, 81 epochs", "s", [.. sweeps.Select(r => r.Seconds)]);
        Measurement messages = new("fifo, 64 trainers, 20 000 trials of 5 epochs", "messages/s", [.. plains.Select(r => r.Messages / r.Seconds)]);
        return Task.FromResult(new Report
        {
            Name = "simulation: the real actors in virtual time",
            Compared =
            [
                $"whole experiments on one core (core {arguments.Core}), warm, without faults; learning curves and times from a distribution; facts are not kept",
                "a message is one that an actor handled; starts and stops count as well",
            ],
            Measurements =
            [
                seconds,
                new Measurement("  the same, messages", "messages/s", [.. sweeps.Select(r => r.Messages / r.Seconds)]),
                new Measurement("  the same, epochs", "epochs", [.. sweeps.Select(r => (double)r.Epochs)]),
                messages,
            ],
            Requirements =
            [
                Requirement.AtMost(SecondsAllowed, seconds, $"{seconds.Name}: under {SecondsAllowed:0} s"),
                Requirement.AtLeast(MessagesNeeded, messages, $"{messages.Name}: at least {MessagesNeeded:#,0} messages/s"),
            ],
        });
    }

    private static ExperimentSpec Spec(int trials, int epochs, SchedulerSettings scheduler) => new()
    {
        Name = "simulation",
        ObjectiveName = "simulated",
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
        Budget = new Budget { Trials = trials, Epochs = epochs },
        Scheduler = scheduler,
        KeepTrials = 10,
    };

    private static Run Simulate(ExperimentSpec spec, int trainers, int core) => PinnedThread.Run(core, () =>
    {
        long start = Stopwatch.GetTimestamp();
        using SimulatedExperiment experiment = new(spec, new SimulatedCluster { Trainers = trainers }) { KeepsFacts = false };
        SimulationResult result = experiment.Run();
        return new Run(Stopwatch.GetElapsedTime(start).TotalSeconds, result.Messages, result.Epochs);
    });

    private sealed record Run(double Seconds, long Messages, long Epochs);
}
