using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Softmax;

namespace HpoActors.Torch.Tests.Softmax;

/// <summary>Runs single trials of the softmax objective without actors.</summary>
internal static class Trials
{
    public static ExperimentSpec Spec(params (string Key, object Value)[] options) => new()
    {
        Name = "test",
        Space = new SearchSpace(new FloatHyperparameter("learning_rate", 1e-6, 10, Scale.Log)),
        ObjectiveName = "softmax",
        Objective = new OptionSet(options.Select(o => KeyValuePair.Create(o.Key, o.Value))),
        Budget = new Budget { Trials = 1, Epochs = 2 },
    };

    public static Ran Run(ExperimentSpec spec, int epochs, int trial = 0, Action? onReport = null, CancellationToken cancel = default, params (string Name, HyperparameterValue Value)[] values) =>
        Run(SoftmaxObjective.Create(spec), spec, epochs, trial, onReport, values, cancel);

    public static Ran Run(IObjective objective, int epochs, int trial = 0, params (string Name, HyperparameterValue Value)[] values) =>
        Run(objective, Spec(), epochs, trial, null, values, default);

    private static Ran Run(IObjective objective, ExperimentSpec spec, int epochs, int trial, Action? onReport, (string Name, HyperparameterValue Value)[] values, CancellationToken cancel)
    {
        Ran ran = new(onReport);
        TrialContext context = Context(new TrialId(trial), epochs, spec.Seed, ran, values);
        ran.Outcome = objective.Run(context, cancel);
        ran.Attributes = new Metrics(context.Attributes);
        return ran;
    }

    public static TrialContext Context(
        TrialId trial, int epochs = 2, long seed = 1, ITrialReporter? reporter = null, params (string Name, HyperparameterValue Value)[] values) => new(reporter ?? new Ran(null))
    {
        Experiment = "test",
        Seed = seed,
        Trial = trial,
        Attempt = 1,
        Configuration = new Configuration(values.Select(v => KeyValuePair.Create(v.Name, v.Value))),
        Metric = "validation_error",
        Device = Device.Cpu(0),
        Epochs = epochs,
    };

    /// <summary>What a trial reported and how it ended.</summary>
    internal sealed class Ran(Action? onReport) : ITrialReporter
    {
        public List<Metrics> Reports { get; } = [];

        public TrialOutcome Outcome { get; set; } = null!;

        public Metrics Attributes { get; set; } = Metrics.None;

        /// <summary>The reports without the time that they took.</summary>
        public string Numbers => string.Join("\n", Reports.Select(Untimed));

        public static Metrics Untimed(Metrics report) => new(report.Where(m => m.Key != "seconds"));

        public Verdict Report(int epoch, Metrics metrics)
        {
            Reports.Add(metrics);
            onReport?.Invoke();
            return Verdict.Continue(int.MaxValue, new Reason("test"));
        }
    }
}
