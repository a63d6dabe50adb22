using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Devices;
using HpoActors.TestKit.Simulation;
using HpoActors.Tests.Training;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Tests.Experiments;

/// <summary>Experiments through the client, on real threads.</summary>
public sealed class RunTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Both = $"cpu:{Math.Min(2, Machine.Detect().AllowedCores.Count)}";

    private readonly ActorSystem _system = ActorSystem.Create("host", "akka { loggers = [], stdout-loglevel = OFF }");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task A_run_completes_and_its_observer_sees_the_facts_in_order()
    {
        List<ExperimentEvent> facts = [];
        ExperimentResult result = await Run(Specs.Of(trials: 16, epochs: 3), Value, observer: facts.Add);
        Assert.Equal((ExperimentPhase.Finished, 16), (result.Phase, result.Counts[TrialState.Completed]));
        Assert.Equal(result.Trials.Min(t => t.Value), result.Best!.Value);
        Assert.IsType<Started>(facts[0]);
        Assert.IsType<Ended>(facts[^1]);
        Assert.Equal(Enumerable.Range(0, 16), facts.OfType<TrialProposed>().Select(f => f.Trial.Value));
        foreach (int trial in Enumerable.Range(0, 16))
        {
            Assert.Equal([1, 2, 3], facts.OfType<Reported>().Where(f => f.Trial.Value == trial).Select(f => f.Epoch));
        }
    }

    [Fact]
    public async Task One_core_and_two_find_the_same()
    {
        ExperimentResult one = await Run(Specs.Of("one", trials: 40), Value, "cpu:1");
        ExperimentResult two = await Run(Specs.Of("two", trials: 40), Value, Both);
        Assert.Equal(one.Trials.Select(t => (t.Id, t.Configuration, t.Value)), two.Trials.Select(t => (t.Id, t.Configuration, t.Value)));
        Assert.Equal(one.Best!.Id, two.Best!.Id);
    }

    [Fact]
    public async Task Failures_are_counted_by_kind_and_no_trial_is_lost()
    {
        ExperimentResult result = await Run(Specs.Of(trials: 64), _ => new InTestObjective((trial, _) =>
        {
            switch (trial.Trial.Value % 8)
            {
                case 0:
                    throw new InvalidOperationException("thrown");
                case 1:
                    return TrialOutcome.Failed(FailureKind.OutOfMemory, "returned");
                case 2:
                    trial.Report(1, double.NaN);
                    return TrialOutcome.Completed;
                case 3:
                    return TrialOutcome.Completed;
                default:
                    trial.Report(1, trial.Configuration.GetDouble("lr"));
                    return TrialOutcome.Completed;
            }
        }));
        Assert.Equal((64, 32, 32), (result.TrialCount, result.Counts[TrialState.Completed], result.Counts[TrialState.Failed]));
        foreach (TrialResult trial in result.Trials.Where(t => t.State == TrialState.Failed))
        {
            (FailureKind Kind, int Attempts) expected = (trial.Id.Value % 8) switch
            {
                1 => (FailureKind.OutOfMemory, 2),
                2 => (FailureKind.Diverged, 1),
                _ => (FailureKind.UserError, 1),
            };
            Assert.Equal(expected, (trial.Failure!.Kind, trial.Attempts));
        }
    }

    [Fact]
    public async Task A_cancelled_run_gives_what_was_measured()
    {
        using CancellationTokenSource cancel = new();
        ExperimentResult result = await Run(
            Specs.Of(trials: 1000),
            _ => new InTestObjective((trial, stopped) =>
            {
                if (trial.Trial.Value >= 4)
                {
                    stopped.WaitHandle.WaitOne(Limit);
                    stopped.ThrowIfCancellationRequested();
                }

                trial.Report(1, 0.5);
                return TrialOutcome.Completed;
            }),
            Both,
            fact =>
            {
                if (fact is TrialEnded { Trial.Value: 3 })
                {
                    cancel.Cancel();
                }
            },
            cancel.Token);
        Assert.Equal(ExperimentPhase.Interrupted, result.Phase);
        Assert.InRange(result.Counts[TrialState.Completed], 1, 4);
        Assert.Equal(0.5, result.Best!.Value);
        Assert.Equal(result.TrialCount, result.Counts[TrialState.Completed] + result.Counts.GetValueOrDefault(TrialState.Cancelled));
    }

    [Fact]
    public async Task The_best_model_is_tested_and_a_failing_test_costs_nothing_else()
    {
        List<ExperimentEvent> facts = [];
        ExperimentResult result = await Run(Specs.Of("good"), _ => new TestedObjective(_ => new Metrics("test_error", 0.75)), observer: facts.Add);
        Assert.Equal(new Metrics("test_error", 0.75), result.Test);
        Assert.IsType<Ended>(facts[^2]);
        Assert.Equal(new Metrics("test_error", 0.75), Assert.IsType<BestTested>(facts[^1]).Metrics);
        Assert.Equal([(byte)result.Best!.Id.Value], result.BestCheckpoint!.Content.ToArray());
        result = await Run(Specs.Of("bad"), _ => new TestedObjective(_ => throw new InvalidOperationException("no test data")));
        Assert.Equal(ExperimentPhase.Finished, result.Phase);
        Assert.Null(result.Test);
        Assert.NotNull(result.Best);
    }

    [Fact]
    public async Task What_cannot_be_prepared_or_made_is_an_error_of_one_line_and_the_name_stays_free()
    {
        ExperimentFailedException error = await Assert.ThrowsAsync<ExperimentFailedException>(
            () => Run(Specs.Of(), _ => new Unprepared()));
        Assert.Equal("no dataset; no network", error.Message);
        await Assert.ThrowsAsync<ExperimentFailedException>(() => Run(Specs.Of(), _ => throw new InvalidOperationException("not here")));
        Assert.Equal(ExperimentPhase.Finished, (await Run(Specs.Of(), Value)).Phase);
    }

    [Fact]
    public async Task A_name_can_be_used_again_as_soon_as_its_result_is_there_and_not_before()
    {
        using ManualResetEventSlim go = new();
        using ManualResetEventSlim running = new();
        Task<ExperimentResult> first = Run(Specs.Of(), _ => new InTestObjective((trial, cancel) =>
        {
            running.Set();
            go.Wait(Limit, cancel);
            trial.Report(1, 0.5);
            return TrialOutcome.Completed;
        }));
        Assert.True(running.Wait(Limit));
        ExperimentFailedException refused = await Assert.ThrowsAsync<ExperimentFailedException>(() => Run(Specs.Of(), Value));
        Assert.Contains("another name", refused.Message, StringComparison.Ordinal);
        go.Set();
        await first;
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(4, (await Run(Specs.Of(), Value)).Counts[TrialState.Completed]);
        }
    }

    [Fact]
    public async Task Two_experiments_share_a_host()
    {
        ExperimentResult[] results = await Task.WhenAll(Run(Specs.Of("a", trials: 64), Value), Run(Specs.Of("b", trials: 64), Value, Both));
        Assert.All(results, r => Assert.Equal(64, r.Counts[TrialState.Completed]));
    }

    [Fact]
    public async Task A_host_that_shuts_down_ends_the_run_with_an_error()
    {
        using ManualResetEventSlim running = new();
        Task<ExperimentResult> run = Run(Specs.Of(), _ => new InTestObjective((_, cancel) =>
        {
            running.Set();
            cancel.WaitHandle.WaitOne(Limit);
            cancel.ThrowIfCancellationRequested();
            return TrialOutcome.Completed;
        }));
        Assert.True(running.Wait(Limit));
        await _system.Terminate();
        Assert.Contains("shut down", (await Assert.ThrowsAsync<ExperimentFailedException>(() => run)).Message, StringComparison.Ordinal);
    }

    private static InTestObjective Value(ExperimentSpec spec) => InTestObjective.Of(trial => Math.Abs(trial.Configuration.GetDouble("lr") - 0.3));

    private Task<ExperimentResult> Run(
        ExperimentSpec spec, ObjectiveFactory objective, string trainers = "cpu:1", Action<ExperimentEvent>? observer = null, CancellationToken cancel = default) =>
        Hpo.Get(_system).RunAsync(
            spec, new RunOptions { Trainers = TrainersSpec.Parse(trainers), Objective = objective, Observer = observer }, cancel).WaitAsync(Limit, CancellationToken.None);

    private sealed class TestedObjective(Func<Checkpoint, Metrics?> test) : ITestedObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
        {
            trial.Report(1, trial.Configuration.GetDouble("lr"));
            return TrialOutcome.CompletedWith(new Checkpoint("test/1", new[] { (byte)trial.Trial.Value }));
        }

        public Metrics? Test(Checkpoint checkpoint, Device device, CancellationToken cancel) => test(checkpoint);
    }

    private sealed class Unprepared : IPreparedObjective
    {
        public ObjectiveDescription Prepare(IProgress<string> progress, CancellationToken cancel) =>
            throw new InvalidOperationException("no dataset;\nno network");

        public TrialOutcome Run(TrialContext trial, CancellationToken cancel) => TrialOutcome.Completed;
    }
}
