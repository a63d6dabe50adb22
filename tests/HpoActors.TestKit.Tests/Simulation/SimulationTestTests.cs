using HpoActors.TestKit.Simulation;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace HpoActors.TestKit.Tests.Simulation;

public sealed class SimulationTestTests
{
    [Fact]
    public void Every_seed_is_run_and_checked()
    {
        List<long> seeds = [];
        new Subject(new Lines()).Check(result => seeds.Add(result.Seed), seeds: 4);
        Assert.Equal([1, 2, 3, 4], seeds);
    }

    [Fact]
    public void A_failure_names_its_seed_and_shows_the_last_facts()
    {
        Lines lines = new();
        SimulationException failure = Assert.Throws<SimulationException>(
            () => new Subject(lines).Check(result => Assert.True(result.Seed < 3, "as it was meant"), seeds: 4));
        Assert.Equal((3, "seed 3: as it was meant"), (failure.Seed, failure.Message));
        Assert.IsType<TrueException>(failure.InnerException);
        Assert.Equal(20, lines.Written.Count);
        Assert.StartsWith("Ended", lines.Written[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_goes_wrong_in_the_run_is_a_failure_of_its_seed_too()
    {
        SimulatedCluster broken = new() { Training = _ => throw new InvalidOperationException("no such curve") };
        Assert.Equal("seed 1: no such curve", Assert.Throws<SimulationException>(() => new Subject(new Lines()).Check(_ => { }, 2, broken)).Message);
    }

    private sealed class Subject(ITestOutputHelper output) : SimulationTest(output)
    {
        public void Check(Action<SimulationResult> check, int seeds, SimulatedCluster? cluster = null) =>
            Simulate(SimulatedExperimentTests.Spec(8, 2), cluster ?? new SimulatedCluster(), check, seeds);
    }

    private sealed class Lines : ITestOutputHelper
    {
        public List<string> Written { get; } = [];

        public void WriteLine(string message) => Written.Add(message);

        public void WriteLine(string format, params object[] args) => Written.Add(string.Format(format, args));
    }
}
