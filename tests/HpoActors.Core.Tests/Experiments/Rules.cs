using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentCommands;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>A state and the way to it by commands. Every decision is checked to change nothing before it is applied.</summary>
internal sealed class Rules(ExperimentSpec spec)
{
    public static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly Reason Why = new("test");

    public ExperimentState State { get; } = new(spec);

    public DateTimeOffset Now { get; set; } = Noon;

    public static Proposal Point(double x) => new(new Configuration([KeyValuePair.Create("x", HyperparameterValue.Of(x))]), Why);

    public static AttemptId Id(int trial, int attempt = 1) => new(new TrialId(trial), attempt);

    public static Metrics Error(double value) => new("error", value);

    public ExperimentEvent[] Decide(ExperimentCommand command)
    {
        string before = Snapshot.Of(State);
        ExperimentEvent[] facts = [.. Experiment.Decide(State, command)];
        Assert.Equal(before, Snapshot.Of(State));
        Assert.All(facts, f => Assert.Equal(command.At, f.At));
        return facts;
    }

    public ExperimentEvent[] Do(ExperimentCommand command)
    {
        ExperimentEvent[] facts = Decide(command);
        foreach (ExperimentEvent fact in facts)
        {
            Experiment.Apply(State, fact);
        }

        return facts;
    }

    public Rules Started()
    {
        Assert.IsType<Started>(Assert.Single(Do(new Start(Now))));
        return this;
    }

    /// <summary>Trials 0 … count − 1, all running up to an epoch.</summary>
    public Rules Running(int count = 1, int until = int.MaxValue)
    {
        Started();
        for (int i = 0; i < count; i++)
        {
            Assert.Single(Do(Propose(i)));
            Assert.Single(Do(Assign(i, until)));
        }

        return this;
    }

    public Propose Propose(int trial) => new(Now, new TrialId(trial), Point(trial));

    public Assign Assign(int trial, int until = int.MaxValue, string trainer = "cpu:0") => new(Now, new TrialId(trial), trainer, until);

    public Report Report(int trial, int epoch, double value = 0.5, int attempt = 1) => new(Now, Id(trial, attempt), epoch, Error(value));

    public Judge Judge(int trial, int epoch, Verdict verdict, int attempt = 1) => new(Now, Id(trial, attempt), epoch, verdict);

    public Decide Resume(int trial, int until) => new(Now, new Decision(new TrialId(trial), Verdict.Continue(until, Why)));

    public End End(int trial, FailureKind? failure = null, int attempt = 1, bool isSaved = true) =>
        new(Now, Id(trial, attempt), failure is { } kind ? new TrialFailure(kind, "it broke") : null, 2.5, new Metrics("parameters", 7), isSaved);

    public Stop Stop() => new(Now, ExperimentPhase.Interrupted, Why);

    public Settle Settle() => new(Now);
}
