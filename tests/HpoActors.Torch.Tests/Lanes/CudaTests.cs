using HpoActors.Core.Objectives;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>The same code on a GPU: equal to the last bit among lanes there, and close to what a core learns.</summary>
public sealed class CudaTests
{
    private static readonly Device Gpu = Device.Cuda(0);

    [CudaTheory]
    [InlineData("softmax")]
    [InlineData("mlp")]
    public void Lanes_on_a_GPU_learn_what_they_learn_alone(string kind)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind);
        ILaneObjective objective = model.Create();
        IReadOnlyList<LaneTrial> trials = model.TrialsOf(37, momentum: true);
        using LaneRun pack = new(objective, objective.KeyOf(trials[0].Configuration), device: Gpu);
        pack.Admit(trials);
        pack.Train(trials);
        pack.Release([.. trials.Skip(20)]);
        pack.Train([.. trials.Take(20)]);
        pack.Release([.. trials.Take(20)]);
        Assert.All(trials, trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, pack[trial].Reports.Count, Gpu), pack[trial]));
    }

    [CudaTheory]
    [InlineData("softmax")]
    [InlineData("mlp")]
    public void A_GPU_and_a_core_agree_within_a_thousandth(string kind)
    {
        ILaneObjective objective = ModelUnderTest.Of(kind).Create();
        LaneTrial trial = ModelUnderTest.Trial(0, 0.05);
        LaneLog gpu = LaneRun.Alone(objective, trial, 3, Gpu);
        LaneLog core = LaneRun.Alone(objective, trial, 3);
        Assert.All(gpu.Metrics.Zip(core.Metrics), pair =>
        {
            Assert.Equal(pair.Second["training_loss"], pair.First["training_loss"], 1e-3);
            Assert.Equal(pair.Second["validation_loss"], pair.First["validation_loss"], 1e-3);
        });
    }
}
