using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Torch.Lanes;
using HpoActors.Torch.Mlp;
using HpoActors.Torch.Softmax;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Lanes;

public sealed class LaneSessionTests
{
    private static readonly LanePlan Softmax = new(NetworkShape.Softmax, 16, HasMomentum: false, DataOrder.Shuffled);

    [Fact]
    public void Lanes_auto_finds_a_number_once_and_a_number_is_taken_as_it_is()
    {
        SoftmaxObjective auto = SoftmaxObjective.On(SmallImages.Divided, Trials.Spec(("batch-size", 11)));
        Assert.Null(auto.Lanes);
        PackKey key = auto.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration);
        using ILaneSession first = auto.Open(Device.Cpu(0), key);
        using ILaneSession second = auto.Open(Device.Cpu(0), key);
        Assert.InRange(first.Lanes, first.TileSize, 64);
        Assert.Equal(first.Lanes, second.Lanes);

        SoftmaxObjective three = SoftmaxObjective.On(SmallImages.Divided, Trials.Spec(("lanes", 3)));
        Assert.Equal(3, three.Lanes);
        using ILaneSession limited = three.Open(Device.Cpu(0), key);
        Assert.Equal(3, limited.Lanes);
    }

    [Fact]
    public void Wide_layers_need_no_company()
    {
        MlpObjective wide = MlpObjective.On(SmallImages.Divided, Trials.Spec(("units", 1024), ("layers", 1)));
        using ILaneSession session = wide.Open(Device.Cpu(0), wide.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration));
        Assert.Equal(1, session.Lanes);
        Assert.Equal(1, session.TileSize);
    }

    [Fact]
    public void All_sessions_of_the_process_hold_the_images_once()
    {
        TorchRuntime.EnsureLoaded();
        ImageTensors one = ImageTensors.Of(SmallImages.Divided.Training.Source, TorchSharp.torch.CPU);
        ImageTensors[] others = new ImageTensors[4];
        Parallel.For(0, others.Length, i => others[i] = ImageTensors.Of(SmallImages.Divided.Training.Source, TorchSharp.torch.CPU));
        Assert.All(others, other => Assert.Same(one, other));
    }

    [Fact]
    public void Groups_are_whole_tiles_that_fit_the_cache()
    {
        Assert.Equal(64, Softmax.GroupSize(4, TorchSharp.torch.CPU));
        Assert.Equal(32, (Softmax with { HasMomentum = true }).GroupSize(4, TorchSharp.torch.CPU));
        Assert.Equal(1, (Softmax with { Shape = new NetworkShape([1024, 1024], Activation.Tanh) }).GroupSize(1, TorchSharp.torch.CPU));
        Assert.Equal(9, (Softmax with { Shape = new NetworkShape([70], Activation.Tanh) }).GroupSize(1, TorchSharp.torch.CPU));
    }

    [Fact]
    public void A_lane_at_another_epoch_cannot_join_a_pass_of_shuffled_data_and_a_stranger_none()
    {
        ILaneObjective objective = ModelUnderTest.Softmax.Create();
        using ILaneSession session = objective.Open(Device.Cpu(0), objective.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration));
        session.Admit(Trials.Context(new TrialId(0)));
        session.TrainEpoch([new TrialId(0)], () => { });
        session.Admit(Trials.Context(new TrialId(1)));
        Assert.Throws<ArgumentException>(() => session.TrainEpoch([new TrialId(0), new TrialId(1)], () => { }));
        Assert.Throws<ArgumentException>(() => session.TrainEpoch([new TrialId(7)], () => { }));
        Assert.Throws<ArgumentException>(() => session.Release(new TrialId(7)));
        Assert.Throws<ArgumentException>(() => session.Admit(Trials.Context(new TrialId(1))));
    }

    [Fact]
    public void A_checkpoint_of_another_network_is_refused_and_leaves_no_lane()
    {
        ILaneObjective mlp = ModelUnderTest.Mlp.Create();
        using ILaneSession other = mlp.Open(Device.Cpu(0), mlp.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration));
        other.Admit(Trials.Context(new TrialId(0)));
        Checkpoint strange = other.Release(new TrialId(0));
        ILaneObjective objective = ModelUnderTest.Softmax.Create();
        using ILaneSession session = objective.Open(Device.Cpu(0), objective.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration));
        TrialContext resumed = new(new Trials.Ran(null))
        {
            Experiment = "test", Seed = 1, Trial = new TrialId(0), Attempt = 1, Configuration = ModelUnderTest.Trial(0, 0.1).Configuration,
            Metric = "validation_error", Device = Device.Cpu(0), FirstEpoch = 2, Epochs = 3, Checkpoint = strange,
        };
        Assert.Throws<FormatException>(() => session.Admit(resumed));
        Assert.Throws<ArgumentException>(() => session.Release(new TrialId(0)));
    }
}
