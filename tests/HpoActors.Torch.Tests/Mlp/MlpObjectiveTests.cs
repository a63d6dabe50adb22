using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Data;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Tests.Lanes;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Mlp;

public sealed class MlpObjectiveTests
{
    private static readonly MlpObjective Small = On();

    [Fact]
    public void A_trial_reports_each_epoch_and_leaves_its_weights()
    {
        Trials.Ran ran = Trials.Run(Small, 8, values: [("units", Of(30)), ("layers", Of(1)), ("batch_size", Of(8))]);
        Assert.Null(ran.Outcome.Failure);
        Assert.Equal(8, ran.Reports.Count);
        Assert.All(ran.Reports, report => Assert.Equal(["validation_error", "validation_loss", "training_loss", "seconds"], report.Select(m => m.Key)));
        Assert.True(ran.Reports[^1]["training_loss"] < 0.7 * ran.Reports[0]["training_loss"]);
        Assert.Equal((785 * 30) + (31 * 10), ran.Attributes["parameters"]);
        Assert.InRange(ran.Attributes["inference_seconds"], 1e-7, 10);
        Assert.Equal(["hidden.0.weight", "hidden.0.bias", "output.weight", "output.bias"], SafeTensorsNames(ran));
    }

    [Fact]
    public void A_learning_rate_that_diverges_fails_with_that_kind() =>
        Assert.Equal(FailureKind.Diverged, Trials.Run(Small, 1, values: ("learning_rate", HyperparameterValue.Of(1e38))).Outcome.Failure?.Kind);

    [Fact]
    public void The_test_error_needs_no_configuration_and_belongs_to_images_that_no_trial_saw()
    {
        // The test images of one are here the validation images of the other: 30, so one mini-batch.
        DividedDataset swapped = SmallImages.Divided with { Validation = SmallImages.Divided.Test! };
        Trials.Ran ran = Trials.Run(On(swapped), 6, values: [("activation", HyperparameterValue.Of("tanh")), ("units", Of(21)), ("momentum", HyperparameterValue.Of(0.8))]);
        double test = Small.Test(ran.Outcome.Checkpoint!, Device.Cpu(0), default)!["test_error"];
        Assert.Equal(ran.Reports[^1]["validation_error"], test, 1e-12);
        Assert.InRange(test, 0.01, 0.85);
        Assert.Null(On(SmallImages.Divided with { Test = null }).Test(ran.Outcome.Checkpoint!, Device.Cpu(0), default));
    }

    [Fact]
    public void Another_models_checkpoint_cannot_be_tested()
    {
        Trials.Ran softmax = Trials.Run(ModelUnderTest.Softmax.Create(), 1, values: ("learning_rate", HyperparameterValue.Of(0.1)));
        Checkpoint broken = new(softmax.Outcome.Checkpoint!.Format, softmax.Outcome.Checkpoint.Content[..100]);
        Assert.Throws<FormatException>(() => Small.Test(broken, Device.Cpu(0), default));
    }

    [Fact]
    public void Dropout_draws_new_masks_each_epoch_and_takes_no_part_in_validation()
    {
        // A rate of 0 trains nothing, so that both losses are of the same weights.
        (string, HyperparameterValue)[] still = [("learning_rate", HyperparameterValue.Of(0.0))];
        Trials.Ran plain = Trials.Run(Small, 2, values: still);
        Trials.Ran dropped = Trials.Run(Small, 2, values: [.. still, ("dropout", HyperparameterValue.Of(0.5))]);
        Assert.Equal(plain.Reports[0]["validation_loss"], dropped.Reports[0]["validation_loss"]);
        Assert.Equal(plain.Reports[0]["training_loss"], plain.Reports[1]["training_loss"], 1e-6);
        Assert.True(Math.Abs(dropped.Reports[0]["training_loss"] - plain.Reports[0]["training_loss"]) > 1e-4);
        Assert.True(Math.Abs(dropped.Reports[0]["training_loss"] - dropped.Reports[1]["training_loss"]) > 1e-4);
    }

    private static HyperparameterValue Of(long value) => HyperparameterValue.Of(value);

    private static IEnumerable<string> SafeTensorsNames(Trials.Ran ran) => SafeTensors.Read(ran.Outcome.Checkpoint!).Keys;

    private static MlpObjective On(DividedDataset? data = null) => MlpObjective.On(data ?? SmallImages.Divided, Trials.Spec());
}
