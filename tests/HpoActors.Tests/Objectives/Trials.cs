using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Tests.Objectives;

/// <summary>A reporter that keeps what it gets and answers as the test says.</summary>
internal sealed class FakeReporter(Func<int, Metrics, Verdict>? answer = null) : ITrialReporter
{
    private static readonly Reason Test = new("test");

    public List<(int Epoch, Metrics Metrics)> Reports { get; } = [];

    public static Verdict GoOn { get; } = Verdict.Continue(int.MaxValue, Test);

    public static Verdict Stop { get; } = Verdict.Stop(Test);

    public static Verdict Pause { get; } = Verdict.Pause(Test);

    public Verdict Report(int epoch, Metrics metrics)
    {
        Reports.Add((epoch, metrics));
        return answer?.Invoke(epoch, metrics) ?? GoOn;
    }
}

/// <summary>Experiments and trials for objectives that are run without any actor.</summary>
internal static class Trials
{
    public static ExperimentSpec Spec(OptionSet objective, params Hyperparameter[] space) => new()
    {
        Name = "test",
        Space = new SearchSpace(space),
        ObjectiveName = "test",
        Objective = objective,
        Budget = new Budget { Trials = 1 },
        Metric = "error",
    };

    public static OptionSet Options(params (string Key, object Value)[] entries) => new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));

    public static Configuration Configuration(params (string Name, HyperparameterValue Value)[] values) =>
        new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    public static TrialContext Context(ITrialReporter reporter, Configuration? configuration = null, int epochs = 1, Device? device = null, int firstEpoch = 1, int trial = 0, int attempt = 1, Checkpoint? checkpoint = null) =>
        new(reporter)
        {
            Experiment = "test",
            Seed = 1,
            Trial = new TrialId(trial),
            Attempt = attempt,
            Configuration = configuration ?? Core.Spaces.Configuration.Empty,
            Metric = "error",
            Device = device ?? Device.Cpu(0),
            FirstEpoch = firstEpoch,
            Epochs = epochs,
            Checkpoint = checkpoint,
        };
}
