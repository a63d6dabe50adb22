using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Stores;

namespace HpoActors.Persistence.Tests.Stores;

/// <summary>Small experiments with real actors that journal in a store.</summary>
internal static class Runs
{
    private static readonly Config Quiet = ConfigurationFactory.ParseString(
        """
        akka {
          loglevel = OFF
          stdout-loglevel = OFF
        }
        """);

    /// <summary>A system whose searchers journal in a store.</summary>
    public static ActorSystem System(IExperimentStore store, string more = "")
    {
        ActorSystem system = ActorSystem.Create("store-test", ConfigurationFactory.ParseString(more).WithFallback(Quiet).WithFallback(store.Settings));
        Hpo.Get(system);
        return system;
    }

    /// <summary>Runs an experiment of trials that report 0.5 after each of two epochs.</summary>
    /// <returns>Its facts as they were told.</returns>
    public static async Task<IReadOnlyList<ExperimentEvent>> RunAsync(
        ActorSystem system, string name, int trials, Action<TrialContext>? during = null, CancellationToken cancel = default)
    {
        ConcurrentQueue<ExperimentEvent> told = new();
        await Hpo.Get(system).RunAsync(Spec(name, trials), new RunOptions
        {
            Trainers = TrainersSpec.Parse("cpu:2"),
            Objective = _ => new TwoEpochs(during),
            Observer = told.Enqueue,
        }, cancel);
        return [.. told];
    }

    /// <summary>The same in an office of the store.</summary>
    public static Task<ExperimentResult> RunInStoreAsync(
        ActorSystem system, IExperimentStore store, string name, int trials, Action<TrialContext>? during = null, string trainers = "cpu:2", CancellationToken cancel = default) =>
        Hpo.Get(system).RunAsync(Spec(name, trials), new RunOptions { Trainers = TrainersSpec.Parse(trainers), Objective = _ => new TwoEpochs(during), Store = store }, cancel);

    private static ExperimentSpec Spec(string name, int trials) => new()
    {
        Name = name,
        Space = new SearchSpace(new FloatHyperparameter("x", 0, 1), new IntHyperparameter("n", 1, 9)),
        ObjectiveName = "two-epochs",
        Metric = "value",
        Budget = new Budget { Trials = trials, Epochs = 2 },
    };

    private sealed class TwoEpochs(Action<TrialContext>? during) : IObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
        {
            during?.Invoke(trial);
            trial.Report(1, 0.25);
            trial.Report(2, 0.5);
            return TrialOutcome.Completed;
        }
    }
}
