// A scheduling policy, proved before it is paid for: 64 simulated trainers, ten interleavings, no waiting. Run it with: dotnet test examples/SchedulingTest
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;
using Xunit;
using Xunit.Abstractions;

namespace SchedulingTest;

public sealed class HalvingTests(ITestOutputHelper output) : SimulationTest(output)
{
    private static readonly ExperimentSpec Everything = new()
    {
        Name = "sweep", ObjectiveName = "simulated", Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)), Budget = new Budget { Trials = 300, Epochs = 27 },
    };

    [Fact]
    public void Halving_finds_as_good_a_trial_with_a_fifth_of_the_epochs() => Simulate(
        Everything with { Scheduler = new AshaSchedulerSettings() },
        new SimulatedCluster { Trainers = 64, Training = SimulatedTraining.From((configuration, epoch) => configuration.GetDouble("x", 0) + (1.0 / epoch)) },
        result =>
        {
            Assert.True(result.Epochs < 300 * 27 / 5, $"{result.Epochs} epochs");
            Assert.True(result.Result.Best!.Value < 0.05, $"best: {result.Result.Best.Value}");
        });
}
