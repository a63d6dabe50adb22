using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>A trial that pauses and goes on elsewhere reports to the last bit what it reports without a pause.</summary>
public sealed class PauseTests
{
    private const int Epochs = 6;

    public static TheoryData<string, string> Models() => new() { { "softmax", "shuffled" }, { "softmax", "fixed" }, { "mlp", "shuffled" }, { "mlp", "fixed" } };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_trial_alone_may_pause_at_any_epochs(string kind, string order)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind) with { Order = order };
        foreach (LaneTrial trial in Trials(model))
        {
            (IReadOnlyList<string> whole, Checkpoint end) = Run(model, trial, pauses: 0);

            // Every set of epochs to pause at; bit e − 1 stands for epoch e.
            for (int pauses = 1; pauses < 1 << (Epochs - 1); pauses++)
            {
                (IReadOnlyList<string> parts, Checkpoint last) = Run(model, trial, pauses);
                Assert.Equal(whole, parts);
                Assert.True(end.Content.Span.SequenceEqual(last.Content.Span), $"the state differs after pauses {pauses:b}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_lane_may_pause_at_any_epoch_and_go_on_beside_lanes_of_other_ages_at_another_position(string kind, string order)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind) with { Order = order };
        foreach (bool momentum in (bool[])[false, true])
        {
            ILaneObjective objective = model.Create();
            LaneTrial[] trials = [.. model.TrialsOf(Epochs * 3, momentum)];
            PackKey key = objective.KeyOf(trials[0].Configuration);
            Dictionary<int, LaneLog> logs = [];
            using LaneRun first = new(objective, key, logs);
            first.Admit(trials);
            for (int epoch = 1; epoch < Epochs; epoch++)
            {
                // Three leave after each epoch.
                LaneTrial[] inside = [.. trials.Where(first.Holds)];
                first.Train(inside);
                first.Release([.. inside.Where(trial => trial.Id % Epochs == epoch)]);
            }

            first.Release([.. trials.Where(first.Holds)]);

            // They come back two at a time, the last first, while those that came before are trained.
            using LaneRun second = new(model.Create(), key, logs);
            Queue<LaneTrial> paused = new(trials.Where(trial => second[trial].Reports.Count < Epochs).Reverse());
            while (paused.Count > 0 || trials.Any(second.Holds))
            {
                second.Admit([.. Enumerable.Range(0, Math.Min(2, paused.Count)).Select(_ => paused.Dequeue())]);
                LaneTrial[] inside = [.. trials.Where(second.Holds)];
                second.Train(inside);
                second.Release([.. inside.Where(trial => second[trial].Reports.Count == Epochs)]);
            }

            Assert.All(trials.Where(trial => trial.Id % Epochs != 0), trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, Epochs), logs[trial.Id]));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_lane_may_pause_after_every_epoch_alone_and_beside_others_by_turns(string kind, string order)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind) with { Order = order };
        foreach (LaneTrial trial in Trials(model))
        {
            ILaneObjective objective = model.Create();
            LaneTrial[] others = [.. model.TrialsOf(40, trial.Configuration.GetDouble("momentum") > 0).Skip(20)];
            Dictionary<int, LaneLog> logs = [];
            for (int epoch = 1; epoch <= Epochs; epoch++)
            {
                using LaneRun session = new(objective, objective.KeyOf(trial.Configuration), logs);
                LaneTrial[] beside = epoch % 2 == 0 ? [.. others.Take(3 * epoch)] : [];
                session.Admit([.. beside.Take(epoch), trial, .. beside.Skip(epoch)]);
                session.Train([.. beside, trial]);
                session.Release([.. beside, trial]);
            }

            LaneLog.AssertSame(LaneRun.Alone(objective, trial, Epochs), logs[trial.Id]);
        }
    }

    [Theory]
    [InlineData("softmax", 0.05, 0, 0, 0.2, 0, 0)]
    [InlineData("softmax", 0.05, 0.9, 0, 0.02, 0.5, 0)]
    [InlineData("softmax", 0.05, 0, 0, 0.02, 0.9, 0)]
    [InlineData("softmax", 0.02, 0.9, 0, 0.1, 0, 0)]
    [InlineData("mlp", 0.1, 0, 0, 0.03, 0, 0.4)]
    [InlineData("mlp", 0.02, 0.9, 0.3, 0.05, 0.5, 0)]
    [InlineData("mlp", 0.1, 0, 0, 0.02, 0.9, 0)]
    public void A_trial_goes_on_from_anothers_checkpoint_with_its_own_rates(
        string kind, double rate, double momentum, double dropout, double newRate, double newMomentum, double newDropout)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind);
        ILaneObjective objective = model.Create();
        LaneTrial trial = ModelUnderTest.Trial(5, rate, momentum, dropout: dropout);
        LaneTrial copy = ModelUnderTest.Trial(9, newRate, newMomentum, dropout: newDropout);
        LaneLog source = LaneRun.Alone(objective, trial, 2);
        LaneLog log = new() { Checkpoint = source.Checkpoint };
        log.Reports.AddRange(source.Reports);
        log.Metrics.AddRange(source.Metrics);
        using LaneRun session = new(objective, objective.KeyOf(copy.Configuration), new Dictionary<int, LaneLog> { [copy.Id] = log });
        session.Admit(copy);
        session.Train(copy);
        session.Train(copy);

        RandomStream random = RandomStream.For(LaneRun.Seed, "weights", trial.Id);
        AutogradReference reference = new AutogradReference
        {
            Start = [.. model.Units.Prepend(784).Zip(model.Units.Append(10), (inputs, outputs) => LayerWeights.Initial(outputs, inputs, random))],
            Activation = Activation.Relu,
            BatchSize = model.Batch,
            Rate = rate,
            Momentum = momentum,
            Dropout = dropout,
            Seed = LaneRun.Seed,
            Trial = trial.TrialId,
            Copy = (3, copy.TrialId, newRate, newMomentum, newDropout),
        }.Train(SmallImages.Divided, 4);
        Assert.All(reference.Epochs.Zip(log.Metrics), epoch =>
        {
            Assert.Equal(epoch.First.TrainingLoss, epoch.Second["training_loss"], 1e-4);
            Assert.Equal(epoch.First.ValidationLoss, epoch.Second["validation_loss"], 1e-4);
        });
        Assert.Equal(4, log.Metrics.Count);
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_is_refused_in_one_line_and_leaves_no_lane()
    {
        LaneTrial trial = ModelUnderTest.Trial(3, 0.1);
        Checkpoint mlp = LaneRun.Alone(ModelUnderTest.Mlp.Create(), trial, 1).Checkpoint!;
        Assert.Equal("the checkpoint is of the format line/1, not safetensors", Refusal(ModelUnderTest.Mlp, new Checkpoint("line/1", mlp.Content)));
        Assert.Equal(
            "the checkpoint is of a network with the activation 'relu', not tanh", Refusal(ModelUnderTest.Mlp with { Activation = "tanh" }, mlp));
        Assert.Equal("the checkpoint holds no layer hidden.1.weight of 17 → 9", Refusal(ModelUnderTest.Mlp with { Units = [17, 9] }, mlp));
        Assert.Equal("the checkpoint holds no layer weight of 784 → 10", Refusal(ModelUnderTest.Softmax, mlp));
        Assert.StartsWith("the checkpoint is no intact safetensors: ", Refusal(ModelUnderTest.Mlp, new Checkpoint(mlp.Format, mlp.Content[..^1])), StringComparison.Ordinal);

        string Refusal(ModelUnderTest model, Checkpoint checkpoint)
        {
            ILaneObjective objective = model.Create();
            LaneLog log = new() { Checkpoint = checkpoint };
            using LaneRun session = new(objective, objective.KeyOf(trial.Configuration), new Dictionary<int, LaneLog> { [trial.Id] = log });
            FormatException error = Assert.Throws<FormatException>(() => session.Admit(trial));
            Assert.DoesNotContain('\n', error.Message);

            // Its place is free: the trial may begin afresh.
            log.Checkpoint = null;
            session.Admit(trial);
            session.Train(trial);
            return error.Message;
        }
    }

    // With all that is kept: a velocity, and masks where there are hidden layers.
    private static IEnumerable<LaneTrial> Trials(ModelUnderTest model) =>
    [
        ModelUnderTest.Trial(7, 0.1, dropout: model.Kind == "mlp" ? 0.2 : 0),
        ModelUnderTest.Trial(8, 0.03, momentum: 0.8, decay: 0.01, dropout: model.Kind == "mlp" ? 0.4 : 0),
    ];

    // Each part by an objective of its own, as on another trainer, from the bytes of the last one's checkpoint.
    private static (IReadOnlyList<string> Reports, Checkpoint End) Run(ModelUnderTest model, LaneTrial trial, int pauses)
    {
        Reporter reporter = new(pauses);
        Checkpoint? left = null;
        while (reporter.Reports.Count < Epochs)
        {
            TrialContext context = new(reporter)
            {
                Experiment = "test",
                Seed = LaneRun.Seed,
                Trial = trial.TrialId,
                Attempt = 1,
                Configuration = trial.Configuration,
                Metric = "validation_error",
                Device = Device.Cpu(0),
                FirstEpoch = reporter.Reports.Count + 1,
                Epochs = Epochs,
                Checkpoint = left is null ? null : new Checkpoint(left.Format, left.Content.ToArray()),
            };
            TrialOutcome outcome = ((IObjective)model.Create()).Run(context, default);
            Assert.Null(outcome.Failure);
            left = outcome.Checkpoint!;
        }

        return (reporter.Reports, left!);
    }

    private sealed class Reporter(int pauses) : ITrialReporter
    {
        public List<string> Reports { get; } = [];

        public Verdict Report(int epoch, Metrics metrics)
        {
            Reports.Add($"{epoch}: {Softmax.Trials.Ran.Untimed(metrics)}");
            return (pauses >> (epoch - 1) & 1) != 0 ? Verdict.Pause(new Reason("test")) : Verdict.Continue(Epochs, new Reason("test"));
        }
    }
}
