using HpoActors.Core.Objectives;

namespace HpoActors.Core.Tests.Objectives;

public sealed class TrialOutcomeTests
{
    [Theory]
    [InlineData(FailureKind.UserError, "user-error")]
    [InlineData(FailureKind.Diverged, "diverged")]
    [InlineData(FailureKind.TimedOut, "timed-out")]
    [InlineData(FailureKind.OutOfMemory, "out-of-memory")]
    [InlineData(FailureKind.TrainerLost, "trainer-lost")]
    public void Failures_have_names_for_files(FailureKind kind, string name)
    {
        Assert.Equal(name, TrialFailure.NameOf(kind));
        Assert.Equal($"{name}: it broke", new TrialFailure(kind, "it broke").ToString());
    }

    [Fact]
    public void Every_kind_of_failure_has_a_name_of_its_own()
    {
        FailureKind[] kinds = Enum.GetValues<FailureKind>();

        Assert.Equal(kinds.Length, kinds.Select(TrialFailure.NameOf).Distinct().Count());
        Assert.Throws<ArgumentOutOfRangeException>(() => TrialFailure.NameOf((FailureKind)99));
    }

    [Fact]
    public void An_outcome_has_a_failure_or_perhaps_a_checkpoint()
    {
        Checkpoint checkpoint = new("softmax/1", new byte[] { 1, 2 });

        Assert.Null(TrialOutcome.Completed.Failure);
        Assert.Null(TrialOutcome.Completed.Checkpoint);
        Assert.Same(checkpoint, TrialOutcome.CompletedWith(checkpoint).Checkpoint);
        Assert.Equal(new TrialFailure(FailureKind.Diverged, "NaN"), TrialOutcome.Failed(FailureKind.Diverged, "NaN").Failure);
        Assert.Throws<ArgumentNullException>(() => TrialOutcome.CompletedWith(null!));
    }

    [Fact]
    public void Devices_are_written_short()
    {
        Assert.Equal("cpu:3", Device.Cpu(3).ToString());
        Assert.Equal("cuda:0", Device.Cuda(0).ToString());
        Assert.NotEqual(Device.Cpu(0), Device.Cuda(0));
    }
}
