using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;
using HpoActors.Devices;

namespace HpoActors.Benchmarks.Sweep;

/// <summary>The sweep as a user runs it: a grid over the learning rate, through all the actors.</summary>
internal static class SweepJob
{
    public const int Trials = 64;
    public const int Epochs = 8;
    public const double LowestRate = 1e-4;
    public const double HighestRate = 1;

    /// <summary>Runs it from submission to result.</summary>
    /// <param name="system">The actors' system.</param>
    /// <param name="trainers">As <c>--trainers</c> takes it.</param>
    /// <param name="trials">How many learning rates.</param>
    /// <returns>The wall time in seconds, and what came out.</returns>
    public static async Task<(double Seconds, ExperimentResult Result)> RunAsync(ActorSystem system, string trainers, int trials)
    {
        ExperimentSpec spec = SoftmaxJob.Spec with
        {
            Name = "sweep",
            Space = new SearchSpace(new FloatHyperparameter("learning_rate", LowestRate, HighestRate, Scale.Log)),
            Searcher = new GridSearcherSettings(trials),
            Budget = new Budget { Epochs = Epochs },
        };
        long start = Stopwatch.GetTimestamp();
        ExperimentResult result = await Hpo.Get(system).RunAsync(
            spec, new RunOptions { Trainers = TrainersSpec.Parse(trainers), Objective = SoftmaxJob.Create });
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Expect.Completed(result, trials);
        return (seconds, result);
    }
}
