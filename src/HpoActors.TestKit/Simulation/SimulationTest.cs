using HpoActors.Core.Experiments;
using Xunit.Abstractions;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// The base of scheduling tests: runs an experiment in virtual time under many interleavings and checks each result. A failure names its seed, and the run of that
/// seed alone fails in the same way.
/// </summary>
/// <example>
/// <code>
/// public sealed class MySchedulingTest(ITestOutputHelper output) : SimulationTest(output)
/// {
///     [Fact]
///     public void Asha_trains_less_than_half() =>
///         Simulate(spec with { Scheduler = new AshaSchedulerSettings() }, new SimulatedCluster { Trainers = 64 }, result => Assert.True(result.Epochs &lt; limit));
/// }
/// </code>
/// </example>
/// <param name="output">Where xunit shows what a test says.</param>
public abstract class SimulationTest(ITestOutputHelper output)
{
    private const int FactsShown = 20;

    /// <summary>Where xunit shows what a test says.</summary>
    protected ITestOutputHelper Output { get; } = output ?? throw new ArgumentNullException(nameof(output));

    /// <summary>Runs an experiment under as many interleavings, and checks each.</summary>
    /// <param name="spec">The experiment.</param>
    /// <param name="cluster">What it runs on.</param>
    /// <param name="check">Throws, as assertions do, where a result is not as it should be.</param>
    /// <param name="seeds">How many: the seeds 1, 2, … Default 10.</param>
    /// <exception cref="SimulationException">The first seed whose run or result failed.</exception>
    protected void Simulate(ExperimentSpec spec, SimulatedCluster cluster, Action<SimulationResult> check, int seeds = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(seeds);
        for (int seed = 1; seed <= seeds; seed++)
        {
            SimulateSeed(seed, spec, cluster, check);
        }
    }

    /// <summary>Runs an experiment under one interleaving, as after a failure that named its seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="spec">The experiment.</param>
    /// <param name="cluster">What it runs on.</param>
    /// <param name="check">Throws, as assertions do, where the result is not as it should be.</param>
    /// <param name="prepare">Sets things up before the run, such as a network or probes. Default: nothing.</param>
    /// <returns>The result.</returns>
    /// <exception cref="SimulationException">The run or its result failed.</exception>
    protected SimulationResult SimulateSeed(
        long seed, ExperimentSpec spec, SimulatedCluster cluster, Action<SimulationResult> check, Action<SimulatedExperiment>? prepare = null)
    {
        ArgumentNullException.ThrowIfNull(check);
        using SimulatedExperiment experiment = new(spec, cluster, seed);
        try
        {
            prepare?.Invoke(experiment);
            SimulationResult result = experiment.Run();
            check(result);
            return result;
        }
        catch (Exception error)
        {
            foreach (ExperimentEvent fact in experiment.Facts.TakeLast(FactsShown))
            {
                Output.WriteLine($"{fact}");
            }

            throw new SimulationException(seed, error);
        }
    }
}
