using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Devices;
using HpoActors.Results;
using HpoActors.Telemetry;
using HpoActors.Tests.Searcher;
using HpoActors.TestKit.Simulation;
using HpoActors.Tests.Training;

namespace HpoActors.Tests.Experiments;

/// <summary>Experiments whose trials are trained as lanes, through the client, on real threads.</summary>
public sealed class LaneRunTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly string Both = $"cpu:{Math.Min(2, Machine.Detect().AllowedCores.Count)}";

    private readonly ActorSystem _system = ActorSystem.Create("host", "akka { loggers = [], stdout-loglevel = OFF }");
    private readonly ConcurrentBag<InTestLanes> _made = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    [Fact]
    public async Task One_lane_and_many_on_one_core_and_two_find_the_same_under_a_scheduler_and_over_packs()
    {
        string alone = Found(await Run(Spec("alone"), "cpu:1/1"));
        Assert.Equal(alone, Found(await Run(Spec("option"), "cpu:1", () => new InTestLanes { Lanes = 1 })));
        ExperimentResult fused = await Run(Spec("fused"), "cpu:1");
        Assert.Equal(alone, Found(fused));
        Assert.InRange(fused.Lanes, 2, 64);
        Assert.Equal(alone, Found(await Run(Spec("both"), Both)));
        Assert.Equal(alone, Found(await Run(Spec("seven"), Both + "/7")));
        Assert.Equal(alone, Found(await Run(Spec("full"), Both, () => new InTestLanes
        {
            OnPass = (trials, _) =>
            {
                if (trials.Length > 5)
                {
                    throw new InsufficientMemoryException("full");
                }
            },
        })));
    }

    [Fact]
    public async Task The_lanes_in_use_are_in_the_result_and_its_document()
    {
        ExperimentResult result = await Run(Specs.Of(trials: 24, epochs: 2), "cpu:1/8");
        Assert.Equal((24, 8), (result.Counts[TrialState.Completed], result.Lanes));
        Assert.Equal(8, (int)ResultDocument.ToJson(result)["experiment"]!["lanes"]!);
        Assert.Equal(1, (await Run(Specs.Of("alone", trials: 3), "cpu:1/1")).Lanes);
        ExperimentResult plain = await Hpo.Get(_system).RunAsync(
            Specs.Of("plain", trials: 3), new RunOptions { Trainers = TrainersSpec.Parse("cpu:1"), Objective = _ => InTestObjective.Of(_ => 1) });
        Assert.Equal(1, plain.Lanes);
    }

    [Fact]
    public async Task Every_objective_and_session_is_let_go()
    {
        await Run(Specs.Of(trials: 24, epochs: 2), Both + "/4");
        await _system.Terminate();
        Assert.All(_made, objective => Assert.True(objective.Disposed.Wait(Limit)));
        Assert.All(_made, objective => Assert.Equal((1, objective.SessionsOpened.Count), (objective.TimesDisposed, objective.SessionsDisposed.Count)));
    }

    [Fact]
    public async Task A_configuration_whose_pack_cannot_be_named_fails_its_trial_alone()
    {
        ExperimentSpec spec = Specs.Of(trials: 20) with { Space = new SearchSpace(new ChoiceHyperparameter("key", [HyperparameterValue.Of("a"), HyperparameterValue.Of(3)])) };
        ExperimentResult result = await Run(spec, "cpu:1");
        Assert.All([TrialState.Completed, TrialState.Failed], state => Assert.InRange(result.Counts[state], 1, 19));
        Assert.Equal(20, result.Counts[TrialState.Completed] + result.Counts[TrialState.Failed]);
        Assert.All(result.Trials.Where(t => t.State == TrialState.Failed), t => Assert.Equal(FailureKind.UserError, t.Failure!.Kind));
    }

    [Fact]
    public async Task Spans_of_lanes_stand_where_those_of_plain_trials_do_and_do_not_leak_into_each_other()
    {
        ConcurrentBag<Activity> ended = [];
        ConcurrentBag<Activity?> seen = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == HpoTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await Run(Specs.Of("lane-spans", trials: 6, epochs: 3), "cpu:1", () => new InTestLanes { OnPass = (_, _) => seen.Add(Activity.Current) });
        await _system.Terminate();
        Assert.All(seen, Assert.Null);
        Activity[] spans = [.. ended.Where(a => Equals(a.GetTagItem("hpo.experiment.name"), "lane-spans") || a.OperationName == "epoch")];
        Activity[] trials = [.. spans.Where(a => a.OperationName == "trial")];
        Activity[] attempts = [.. spans.Where(a => a.OperationName == "attempt")];
        Assert.Equal(6, attempts.Length);
        Assert.All(attempts, a => Assert.Equal(a.GetTagItem("hpo.trial.id"), Assert.Single(trials, t => t.SpanId == a.ParentSpanId).GetTagItem("hpo.trial.id")));
        foreach (Activity attempt in attempts)
        {
            Activity[] epochs = [.. spans.Where(a => a.OperationName == "epoch" && a.ParentSpanId == attempt.SpanId).OrderBy(a => a.StartTimeUtc)];
            Assert.Equal([1, 2, 3], epochs.Select(e => (int)e.GetTagItem("hpo.epoch")!));
            int trial = (int)attempt.GetTagItem("hpo.trial.id")!;
            Assert.All(epochs, e => Assert.Equal(InTestLanes.ValueOf(trial, (int)e.GetTagItem("hpo.epoch")!), e.GetTagItem("hpo.metric.error")));
        }
    }

    [Fact]
    public async Task A_pass_counts_once_as_busy_time_and_the_lanes_seconds_are_its_shares()
    {
        double busy = 0;
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Name == "hpo.trainer.busy")
            {
                l.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, seconds, tags, _) =>
        {
            if (tags.ToArray().Contains(new("hpo.experiment.name", "busy")))
            {
                busy += seconds;
            }
        });
        listener.Start();
        using ManualResetEventSlim never = new();
        ExperimentResult result = await Run(
            Specs.Of("busy", trials: 8, epochs: 2), "cpu:1", () => new InTestLanes { OnPass = (_, _) => Assert.False(never.Wait(15)) });

        // Two passes; a wait may end a timer's tick too soon.
        Assert.InRange(busy, 0.02, 5);
        Assert.Equal(busy, result.Trials.Sum(t => t.Seconds), 6);
    }

    private static ExperimentSpec Spec(string name) => Specs.Of(name, trials: 60, epochs: 6) with
    {
        Space = new SearchSpace(new FloatHyperparameter("lr", 0, 1), new ChoiceHyperparameter("key", [HyperparameterValue.Of("a"), HyperparameterValue.Of("b")])),
        Scheduler = new MilestoneSchedulerSettings(12),
    };

    private static string Found(ExperimentResult result) =>
        string.Join('\n', result.Trials.Select(t => $"{t.Id} {t.State} {t.Configuration} {t.Attributes} {string.Join(' ', t.Reports.Select(r => $"{r.Epoch}: {r.Metrics}"))}"));

    private Task<ExperimentResult> Run(ExperimentSpec spec, string trainers, Func<InTestLanes>? objective = null) => Hpo.Get(_system).RunAsync(spec, new RunOptions
    {
        Trainers = TrainersSpec.Parse(trainers),
        Objective = _ =>
        {
            InTestLanes made = objective?.Invoke() ?? new InTestLanes();
            _made.Add(made);
            return made;
        },
    }).WaitAsync(Limit);
}
