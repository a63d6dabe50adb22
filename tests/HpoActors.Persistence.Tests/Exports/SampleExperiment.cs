using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Persistence.Tests.Exports;

/// <summary>An experiment with a trial in every state and a hyperparameter of every type.</summary>
internal static class SampleExperiment
{
    private static readonly DateTimeOffset Start = new(2026, 1, 2, 4, 4, 5, 123, 456, TimeSpan.FromHours(1));
    private static readonly Reason Random = new("random");

    public static ExperimentSpec Spec { get; } = new()
    {
        Name = "sample",
        Space = new SearchSpace(
            new FloatHyperparameter("learning_rate", 1e-5, 1, Scale.Log),
            new FloatHyperparameter("momentum", 0, 0.95, step: 0.1),
            new IntHyperparameter("layers", 1, 6),
            new IntHyperparameter("width", 8, 512, Scale.Log),
            new IntHyperparameter("batch_size", 16, 100, step: 16),
            new ChoiceHyperparameter("activation", Text("relu"), Text("tanh")),
            new ChoiceHyperparameter("mixed", HyperparameterValue.Of(1), HyperparameterValue.Of(2.0), HyperparameterValue.Of(true), Text("a, \"b\"")),
            new OrdinalHyperparameter("size", HyperparameterValue.Of(64), HyperparameterValue.Of(128)),
            new BoolHyperparameter("nesterov"),
            new ConstantHyperparameter("decay", HyperparameterValue.Of(1e-4)),
            new FloatHyperparameter("dropout", 0, 0.5) { When = Condition.Parse("layers >= 2") }),
        ObjectiveName = "test",
        Budget = new Budget { Trials = 10, Epochs = 3 },
        Seed = 7,
    };

    public static IReadOnlyList<ExperimentEvent> Facts { get; } =
    [
        new Started(Start, "sample", 7),
        Proposed(1, 0, 1, 0.1 + 0.2, "relu", HyperparameterValue.Of(1)),
        Assigned(2, 0, 1, "cpu:0", 1, 3),
        Report(3, 0, 1, 1, 0.5, 1.25),
        Report(4, 0, 1, 2, 1.0 / 3, 1),
        Report(5, 0, 1, 3, 0.1, 0.75),
        new TrialEnded(At(5), new(0), 1, TrialState.Completed, 0.1, null, 2.5, new Metrics("parameters", 7850)),

        // Stopped at its first milestone.
        Proposed(5, 1, 3, 0.9, "tanh", HyperparameterValue.Of(2.0)),
        Assigned(6, 1, 1, "cpu:0", 1, 1),
        Report(7, 1, 1, 1, 0.75, 2),
        new VerdictGiven(At(7), new(1), 1, 1, Verdict.Stop(new Reason("asha", "rung 1: 0.75 is 2nd of 2"))),
        new TrialEnded(At(8), new(1), 1, TrialState.Stopped, 0.75, null, 1.5, Metrics.None),

        // Diverged.
        Proposed(8, 2, 2, 0, "relu", HyperparameterValue.Of(true)),
        Assigned(9, 2, 1, "cpu:1", 1, 3),
        Report(10, 2, 1, 1, 0.875, double.PositiveInfinity),
        Report(11, 2, 1, 2, double.NaN, double.PositiveInfinity),
        new TrialEnded(At(11), new(2), 1, TrialState.Failed, double.NaN, new(FailureKind.Diverged, "validation_error was NaN at epoch 2"), 1, Metrics.None),

        // Lost with its trainer at epoch 2, tried again from the start, as good as trial 0.
        Proposed(12, 3, 1, 0.3, "tanh", Text("a, \"b\"")),
        Assigned(13, 3, 1, "cpu:1", 1, 3),
        Report(14, 3, 1, 1, 0.7, 1),
        Report(15, 3, 1, 2, 0.6, 1),
        new AttemptFailed(At(16), new(3), 1, new(FailureKind.TrainerLost, "cpu:1 is gone"), 2),
        Assigned(17, 3, 2, "cpu:0", 1, 3),
        Report(18, 3, 2, 1, 0.5, 1),
        Report(19, 3, 2, 2, 0.25, 1),
        Report(20, 3, 2, 3, 0.1, 1),
        new TrialEnded(At(20), new(3), 2, TrialState.Completed, 0.1, null, 3, Metrics.None),

        // Paused, running, never started, and cancelled before it could.
        Proposed(21, 4, 2, 0.4, "relu", HyperparameterValue.Of(1)),
        Assigned(22, 4, 1, "cpu:0", 1, 1),
        Report(23, 4, 1, 1, 0.2, 1),
        new VerdictGiven(At(23), new(4), 1, 1, Verdict.Pause(new Reason("asha", "rung 1"))),
        new TrialPaused(At(23), new(4), 1, 0.5, true, null),
        Proposed(24, 5, 2, 0.5, "relu", HyperparameterValue.Of(1)),
        Assigned(25, 5, 1, "cpu:0", 1, 3),
        Report(26, 5, 1, 1, 0.3, 1),
        Proposed(27, 6, 1, 0.6, "relu", HyperparameterValue.Of(1)),
        Proposed(28, 7, 1, 0.7, "relu", HyperparameterValue.Of(1)),
        new TrialEnded(At(29), new(7), 0, TrialState.Cancelled, double.NaN, null, 0, Metrics.None),
    ];

    public static ExperimentResult Result { get; } = ResultOf(Spec);

    public static ExperimentResult ResultOf(ExperimentSpec spec)
    {
        Leaderboard board = new(spec);
        foreach (ExperimentEvent fact in Facts)
        {
            board.Apply(fact);
        }

        return board.ToResult();
    }

    private static HyperparameterValue Text(string text) => HyperparameterValue.Of(text);

    private static DateTimeOffset At(int seconds) => Start.AddSeconds(seconds);

    private static TrialProposed Proposed(int at, int trial, int layers, double learningRate, string activation, HyperparameterValue mixed)
    {
        List<KeyValuePair<string, HyperparameterValue>> values =
        [
            new("learning_rate", HyperparameterValue.Of(learningRate == 0 ? 1e-5 : learningRate)),
            new("momentum", HyperparameterValue.Of(trial % 2 == 0 ? 0.3 : 0.9)),
            new("layers", HyperparameterValue.Of(layers)),
            new("width", HyperparameterValue.Of(8 << trial % 7)),
            new("batch_size", HyperparameterValue.Of(96)),
            new("activation", Text(activation)),
            new("mixed", mixed),
            new("size", HyperparameterValue.Of(trial % 2 == 0 ? 64 : 128)),
            new("nesterov", HyperparameterValue.Of(trial % 2 == 1)),
            new("decay", HyperparameterValue.Of(1e-4)),
        ];
        if (layers >= 2)
        {
            values.Add(new("dropout", HyperparameterValue.Of(0.1 * trial / 3)));
        }

        Configuration configuration = new(values);
        Assert.Null(Spec.Space.Problem(configuration));
        return new TrialProposed(At(at), new(trial), configuration, Random, null);
    }

    private static AttemptStarted Assigned(int at, int trial, int attempt, string trainer, int first, int until) => new(At(at), new(trial), attempt, trainer, first, until);

    private static Reported Report(int at, int trial, int attempt, int epoch, double error, double loss) =>
        new(At(at), new(trial), attempt, epoch, new Metrics(new("validation_error", error), new KeyValuePair<string, double>("training_loss", loss)));
}
