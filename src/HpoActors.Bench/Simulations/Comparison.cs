using HpoActors.Core.Experiments;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Bench.Simulations;

/// <summary>Runs one experiment with different schedulers on different trainers, by the production actors in virtual time.</summary>
internal static class Comparison
{
    // Of virtual time, which costs nothing; what has not ended by then never does.
    private static readonly TimeSpan Limit = TimeSpan.FromDays(365_000);

    /// <param name="options">What to compare.</param>
    /// <param name="progress">Takes a line for each simulation.</param>
    /// <param name="cancel">Gives the comparison up.</param>
    /// <exception cref="Core.InvalidOptionException">The curves do not fit the experiment.</exception>
    /// <exception cref="BenchException">An experiment could not be simulated to its end.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    public static ComparisonResult Run(ComparisonOptions options, IProgress<string> progress, CancellationToken cancel)
    {
        List<string> notes = [];
        Dictionary<(SimulatedTrainers, Policy), List<SimulatedRun>> runs = [];
        int all = options.Seeds * options.Trainers.Count * options.Policies.Count;
        int done = 0;
        for (long seed = options.Spec.Seed; seed < options.Spec.Seed + options.Seeds; seed++)
        {
            ExperimentSpec spec = options.Spec with { Seed = seed, KeepTrials = 1 };
            using CurveSource curves = new(spec, options.Factory, options.Curves, options.Durations, progress);
            foreach (SimulatedTrainers trainers in options.Trainers)
            {
                SimulationResult reference = Simulate(options.Reference);
                double? target = options.Target ?? TargetAfter(reference);
                foreach (Policy policy in options.Policies)
                {
                    SimulationResult result = policy == options.Reference ? reference : Simulate(policy);
                    if (!runs.TryGetValue((trainers, policy), out List<SimulatedRun>? sofar))
                    {
                        runs.Add((trainers, policy), sofar = []);
                    }

                    sofar.Add(SimulatedRun.Of(seed, result, reference, target));
                }

                SimulationResult Simulate(Policy policy)
                {
                    SimulationResult result = Comparison.Simulate(spec with { Scheduler = policy.Settings }, trainers, curves, out bool copies, cancel);
                    if (copies)
                    {
                        notes.Add($"{policy.Name} starts trials from the states of others; each goes on along the learning curve that its own configuration has from the start");
                    }

                    progress.Report($"{++done} of {all}: {policy.Name} on {trainers.Text} trainers, seed {seed}: {result.Messages} messages");
                    return result;
                }
            }

            notes.AddRange(curves.Notes);
        }

        return new ComparisonResult(
            options,
            [.. options.Trainers.SelectMany(t => options.Policies.Select(p => new ComparisonRow(p, t, runs[(t, p)])))],
            [.. notes.Distinct()]);
    }

    private static SimulationResult Simulate(ExperimentSpec spec, SimulatedTrainers trainers, CurveSource curves, out bool copies, CancellationToken cancel)
    {
        SimulatedCluster cluster = new() { Nodes = trainers.Nodes, Training = curves.Of };
        bool hasCopies = false;
        using SimulatedExperiment experiment = new(spec, cluster, spec.Seed)
        {
            KeepsFacts = false,
            Observer = fact => hasCopies |= fact is ExperimentEvents.TrialProposed { StartFrom: not null },
        };
        try
        {
            SimulationResult result = experiment.Run(Limit, cancel);
            copies = hasCopies;
            return result;
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException)
        {
            throw new BenchException($"{spec.Scheduler.Name} on {trainers.Text} trainers: {error.Message}", error);
        }
    }

    private static double? TargetAfter(SimulationResult reference) => reference.Result switch
    {
        { Spec.Budget.Target: { } target } => target,
        { Best: { } best, Spec.Direction: Direction.Minimize } => best.Value + ComparisonOptions.Tolerance,
        { Best: { } best } => best.Value - ComparisonOptions.Tolerance,
        _ => null,
    };
}
