using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Softmax;

namespace HpoActors.Torch.Tests.Softmax;

public sealed class SoftmaxObjectiveTests
{
    private static readonly ExperimentSpec Synthetic = Trials.Spec(("dataset", "synthetic"));

    [Fact]
    public void A_trial_reports_each_epoch_and_leaves_its_weights()
    {
        Trials.Ran ran = Trials.Run(Synthetic, 2, values: ("learning_rate", HyperparameterValue.Of(0.05)));

        Assert.Null(ran.Outcome.Failure);
        Assert.Equal(2, ran.Reports.Count);
        Assert.All(ran.Reports, report => Assert.Equal(["validation_error", "validation_loss", "training_loss", "seconds"], report.Select(m => m.Key)));
        Assert.True(ran.Reports[1]["training_loss"] < ran.Reports[0]["training_loss"]);
        Assert.InRange(ran.Reports[1]["validation_error"], 0.1, 0.3);
        Assert.Equal(7850, ran.Attributes["parameters"]);
        Assert.InRange(ran.Attributes["inference_seconds"], 1e-6, 10);
        LayerWeights weights = LaneState.From(ran.Outcome.Checkpoint!, NetworkShape.Softmax, momentum: false).Weights[0];
        Assert.Equal(7840, weights.Weight.Length);
        Assert.Equal(10, weights.Bias.Length);
    }

    [Fact]
    public void A_trial_gives_the_same_bits_again_alone_and_beside_others()
    {
        string alone = Trials.Run(Synthetic, 2, 3, values: ("learning_rate", HyperparameterValue.Of(0.7))).Numbers;
        string[] together = new string[3];
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(i => new Thread(() =>
            together[i] = Trials.Run(Synthetic, 2, 3, values: ("learning_rate", HyperparameterValue.Of(0.7))).Numbers))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());

        Assert.All(together, numbers => Assert.Equal(alone, numbers));
        Assert.NotEqual(alone, Trials.Run(Synthetic, 2, 4, values: ("learning_rate", HyperparameterValue.Of(0.7))).Numbers);
        Assert.NotEqual(alone, Trials.Run(Synthetic with { Seed = 2 }, 2, 3, values: ("learning_rate", HyperparameterValue.Of(0.7))).Numbers);
    }

    [Fact]
    public void A_learning_rate_that_diverges_fails_with_that_kind()
    {
        Trials.Ran ran = Trials.Run(Synthetic, 1, values: ("learning_rate", HyperparameterValue.Of(1e38)));
        Assert.Equal(FailureKind.Diverged, ran.Outcome.Failure?.Kind);
    }

    [Fact]
    public void The_last_mini_batch_may_be_smaller()
    {
        // 50 000 = 52 · 961 + 28; the validation batches do not come out even either.
        Trials.Ran ran = Trials.Run(Synthetic, 1, values: [("learning_rate", HyperparameterValue.Of(0.05)), ("batch_size", HyperparameterValue.Of(52L))]);
        Assert.InRange(ran.Reports[0]["validation_error"], 0.1, 0.4);
    }

    [Fact]
    public void A_cancelled_trial_throws_within_an_epoch()
    {
        using CancellationTokenSource cancel = new();
        List<int> reports = [];
        Assert.ThrowsAny<OperationCanceledException>(() => Trials.Run(Synthetic, 3, cancel: cancel.Token, onReport: () =>
        {
            reports.Add(1);
            cancel.Cancel();
        }));
        Assert.Single(reports);
    }

    [Fact]
    public void The_test_error_belongs_to_images_that_no_trial_saw()
    {
        ITestedObjective objective = (ITestedObjective)SoftmaxObjective.Create(Synthetic);
        Trials.Ran ran = Trials.Run(Synthetic, 1, values: ("learning_rate", HyperparameterValue.Of(0.05)));
        double test = objective.Test(ran.Outcome.Checkpoint!, Device.Cpu(0), default)!["test_error"];

        Assert.InRange(test, 0.1, 0.4);
        Assert.NotEqual(ran.Reports[0]["validation_error"], test);
        ITestedObjective textbook = (ITestedObjective)SoftmaxObjective.Create(Trials.Spec(("dataset", "synthetic"), ("split", "test-as-validation")));
        Assert.Null(textbook.Test(ran.Outcome.Checkpoint!, Device.Cpu(0), default));
    }

    [Theory]
    [InlineData("space.learning_rte: the softmax model has no such hyperparameter; did you mean 'learning_rate'?; it has: learning_rate, batch_size, epochs, weight_decay, momentum", "learning_rte")]
    [InlineData("space.momentum: must be numbers of at least 0", "momentum")]
    public void A_space_that_the_model_does_not_fit_is_refused(string message, string name)
    {
        ExperimentSpec spec = Synthetic with { Space = new SearchSpace(new FloatHyperparameter(name, -1, 1)) };
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => SoftmaxObjective.Create(spec)).Message);
    }

    [Theory]
    [InlineData("batch-size", "0", "objective.batch-size: must be a whole number of at least 1 (is '0')")]
    [InlineData("split", "hold-out", "objective.split: must be holdout or test-as-validation (is 'hold-out'); did you mean 'holdout'?")]
    [InlineData("dataset", "mnist", "objective.dataset: must be fashion-mnist or synthetic (is 'mnist')")]
    [InlineData("batchsize", "16", "objective.batchsize: unknown key; did you mean 'batch-size'?; known here: dataset, data-dir, fallback, split, batch-size, lanes, data-order")]
    [InlineData("lanes", "0", "objective.lanes: must be auto or a whole number of at least 1 (is '0')")]
    [InlineData("lanes", "many", "objective.lanes: must be auto or a whole number of at least 1 (is 'many')")]
    [InlineData("data-order", "random", "objective.data-order: must be shuffled or fixed (is 'random')")]
    public void A_wrong_option_is_refused_with_what_is_allowed(string key, string value, string message) =>
        Assert.Equal(message, Assert.Throws<InvalidOptionException>(() => SoftmaxObjective.Create(Trials.Spec((key, value)))).Message);

    [Fact]
    public void A_metric_that_is_not_reported_is_refused() => Assert.StartsWith(
        "metric: the softmax objective reports no 'accuracy'",
        Assert.Throws<InvalidOptionException>(() => SoftmaxObjective.Create(Synthetic with { Metric = "accuracy" })).Message,
        StringComparison.Ordinal);
}
