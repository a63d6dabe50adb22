using System.Collections.Concurrent;
using System.Diagnostics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Telemetry;

namespace HpoActors.Tests.Telemetry;

/// <summary>The spans of an experiment as a collector sees them.</summary>
public sealed class SpanTests
{
    [Fact]
    public async Task Epochs_stand_in_attempts_in_trials_in_the_experiment()
    {
        ConcurrentBag<Activity> ended = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == HpoTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        ExperimentSpec spec = new()
        {
            Name = "spans",
            Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
            ObjectiveName = "spans",
            Metric = "value",
            Budget = new Budget { Trials = 3, Epochs = 2 },
        };
        using ActorSystem system = ActorSystem.Create("spans", "akka.loglevel = OFF, akka.stdout-loglevel = OFF");
        ExperimentResult result = await Hpo.Get(system).RunAsync(spec, new RunOptions { Objective = _ => new FailsOnce(), Trainers = TrainersSpec.Parse("cpu:1") });
        await system.Terminate();

        // Other tests' experiments may trace at the same time.
        Activity[] spans = [.. ended.Where(a => Equals(a.GetTagItem("hpo.experiment.name"), "spans") || a.OperationName == "epoch")];
        Activity experiment = Assert.Single(spans, a => a.OperationName == "experiment");
        Activity[] trials = [.. spans.Where(a => a.OperationName == "trial")];
        Assert.Equal(3, trials.Length);
        Assert.All(trials, trial => Assert.Equal(experiment.SpanId, trial.ParentSpanId));
        Assert.Equal([0, 1, 2], trials.Select(t => (int)t.GetTagItem("hpo.trial.id")!).Order());
        Assert.All(trials, trial => Assert.IsType<double>(trial.GetTagItem("hpo.hyperparameter.x")));
        Activity[] attempts = [.. spans.Where(a => a.OperationName == "attempt")];
        Assert.Equal(3, attempts.Length);
        Assert.All(attempts, attempt => Assert.Contains(trials, trial => trial.SpanId == attempt.ParentSpanId));
        Activity[] epochs = [.. spans.Where(a => a.OperationName == "epoch" && attempts.Any(attempt => attempt.SpanId == a.ParentSpanId))];
        Assert.Equal(4, epochs.Length);
        Assert.All(epochs, epoch => Assert.IsType<double>(epoch.GetTagItem("hpo.metric.value")));
        Assert.All(spans.Where(a => a.OperationName is "suggest" or "persist"), a => Assert.Equal(experiment.SpanId, a.ParentSpanId));
        Assert.Equal(3, spans.Count(a => a.OperationName == "suggest" && a.GetTagItem("hpo.trial.id") is not null));
        Assert.Contains(spans, a => a.OperationName == "persist");

        Activity failed = Assert.Single(trials, trial => trial.Status == ActivityStatusCode.Error);
        Assert.Equal("failed", failed.GetTagItem("hpo.trial.state"));
        Assert.Equal(1, result.Counts[TrialState.Failed]);
        Assert.All([.. trials, .. attempts, .. epochs], span => Assert.Equal(experiment.TraceId, span.TraceId));
    }

    private sealed class FailsOnce : IObjective
    {
        public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
        {
            if (trial.Trial.Value == 1)
            {
                throw new InvalidOperationException("not this one");
            }

            trial.Report(1, 0.5);
            trial.Report(2, 0.25);
            return TrialOutcome.Completed;
        }
    }
}
