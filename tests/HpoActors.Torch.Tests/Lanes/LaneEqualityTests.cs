using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Tests.Softmax;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>What a lane learns is to the last bit what it would learn alone.</summary>
public sealed class LaneEqualityTests
{
    public static TheoryData<string, string> Models() => new() { { "softmax", "shuffled" }, { "softmax", "fixed" }, { "mlp", "shuffled" }, { "mlp", "fixed" } };

    [Theory]
    [InlineData("softmax", 2)]
    [InlineData("softmax", 7)]
    [InlineData("softmax", 32)]
    [InlineData("softmax", 100)]
    [InlineData("mlp", 2)]
    [InlineData("mlp", 7)]
    [InlineData("mlp", 32)]
    [InlineData("mlp", 100)]
    public void A_pack_of_any_size_gives_each_lane_what_it_learns_alone(string kind, int size)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind);
        foreach (bool momentum in (bool[])[false, true])
        {
            IReadOnlyList<LaneTrial> trials = model.TrialsOf(size, momentum);
            ILaneObjective objective = model.Create();
            using LaneRun pack = Opened(objective, trials);
            pack.Train(trials);
            pack.Train(trials);
            pack.Release(trials);
            Assert.All(trials, trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, 2), pack[trial]));
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void The_position_in_the_pack_does_not_show(string kind, string order)
    {
        ILaneObjective objective = (ModelUnderTest.Of(kind) with { Order = order }).Create();
        IReadOnlyList<LaneTrial> trials = ModelUnderTest.Of(kind).TrialsOf(19);
        LaneLog alone = LaneRun.Alone(objective, trials[0], 2);
        for (int position = 0; position < trials.Count; position++)
        {
            List<LaneTrial> moved = [.. trials.Skip(1)];
            moved.Insert(position, trials[0]);
            using LaneRun pack = Opened(objective, moved);

            // Admitted in one order, trained in another.
            pack.Train(moved);
            pack.Train([.. moved.AsEnumerable().Reverse()]);
            pack.Release(trials[0]);
            LaneLog.AssertSame(alone, pack[trials[0]]);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Lanes_that_are_admitted_late_and_leave_early_do_not_show(string kind, string order)
    {
        ILaneObjective objective = (ModelUnderTest.Of(kind) with { Order = order }).Create();
        IReadOnlyList<LaneTrial> trials = ModelUnderTest.Of(kind).TrialsOf(23, momentum: true);
        using LaneRun pack = Opened(objective, trials.Take(1));
        pack.Train(trials[0]);
        pack.Admit([.. trials.Skip(1).Take(12)]);
        pack.Train([.. trials.Take(13)]);
        pack.Release([.. trials.Take(13).Where(trial => trial.Id % 2 == 1)]);
        pack.Admit([.. trials.Skip(13)]);
        IReadOnlyList<LaneTrial> rest = [.. trials.Where(trial => trial.Id % 2 == 0 || trial.Id >= 13)];
        pack.Train(rest);
        pack.Train(rest);
        pack.Release(rest);
        Assert.All(trials, trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, pack[trial].Reports.Count), pack[trial]));
        Assert.Equal([4, 1, 3, 2], ((int[])[0, 1, 2, 13]).Select(i => pack[trials[i]].Reports.Count));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_lane_that_diverges_harms_no_other(string kind, string order)
    {
        ILaneObjective objective = (ModelUnderTest.Of(kind) with { Order = order }).Create();
        LaneTrial[] trials = [.. ModelUnderTest.Of(kind).TrialsOf(11)];
        trials[4] = ModelUnderTest.Trial(4, 1e38);
        trials[9] = ModelUnderTest.Trial(9, 1e30, decay: 1);
        using LaneRun pack = Opened(objective, trials);
        pack.Train(trials);
        Assert.Equal([4, 9], trials.Where(trial => pack[trial].Failed).Select(trial => trial.Id));
        Assert.All([4, 9], i => Assert.StartsWith("1: diverged: ", pack[trials[i]].Reports[0], StringComparison.Ordinal));

        // Still inside, then gone, its place taken by another.
        LaneTrial[] sane = [.. trials.Where(trial => !pack[trial].Failed)];
        pack.Train(sane);
        pack.Release(trials[4], trials[9]);
        LaneTrial late = ModelUnderTest.Trial(50, 0.3);
        pack.Admit(late);
        pack.Train([.. sane, late]);
        pack.Release([.. sane, late]);
        Assert.All([.. sane, late], trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, pack[trial].Reports.Count), pack[trial]));
        Assert.Equal(LaneRun.Alone(objective, trials[4], 3).Reports, pack[trials[4]].Reports);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void A_lane_goes_on_from_its_checkpoint_in_another_session(string kind, string order)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind) with { Order = order };
        foreach (bool momentum in (bool[])[false, true])
        {
            ILaneObjective objective = model.Create();
            IReadOnlyList<LaneTrial> trials = model.TrialsOf(10, momentum);
            LaneTrial[] first = [.. trials.Take(3)];
            Dictionary<int, LaneLog> logs = [];
            using LaneRun one = new(objective, objective.KeyOf(trials[0].Configuration), logs);
            one.Admit(first);
            one.Train(first);
            one.Train(first);
            one.Release(first);

            using LaneRun two = new(objective, objective.KeyOf(trials[0].Configuration), logs);
            two.Admit([.. trials.Skip(3), .. first]);
            two.Train([.. trials.Skip(3), .. first]);
            two.Release(trials);
            Assert.All(first, trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, 3), two[trial]));
        }
    }

    [Theory]
    [InlineData("softmax", 1)]
    [InlineData("softmax", 7)]
    [InlineData("softmax", 13)]
    [InlineData("softmax", 16)]
    [InlineData("softmax", 33)]
    [InlineData("softmax", 100)]
    [InlineData("mlp", 1, 3)]
    [InlineData("mlp", 7, 17, 64)]
    [InlineData("mlp", 13, 65, 1, 65)]
    [InlineData("mlp", 16, 64, 64)]
    [InlineData("mlp", 33, 1)]
    [InlineData("mlp", 100, 3, 65)]
    [InlineData("mlp", 32, 9, 8, 7, 6, 5, 4)]
    [InlineData("mlp", 200, 257, 512)]
    public void Batch_sizes_units_and_numbers_of_tiles_may_be_odd(string kind, int batch, params int[] units)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind) with { Batch = batch, Units = units, Activation = batch % 2 == 1 ? "tanh" : "relu" };
        ILaneObjective objective = model.Create();
        using LaneRun probe = Opened(objective, model.TrialsOf(1));
        foreach (int size in (int[])[probe.TileSize + 1, (3 * probe.TileSize) - 1, 5 * probe.TileSize])
        {
            IReadOnlyList<LaneTrial> trials = model.TrialsOf(size, momentum: size % 2 == 1);
            using LaneRun pack = Opened(objective, trials);
            pack.Train(trials);
            pack.Release(trials);

            // All lanes take part; the first, the last and some between are looked at.
            Assert.All(trials.Where((_, i) => i % 5 == 0 || i == size - 1), trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, 1), pack[trial]));
        }
    }

    [Theory]
    [InlineData("softmax", 0)]
    [InlineData("softmax", 0.5)]
    [InlineData("softmax", 1)]
    [InlineData("mlp", 0)]
    [InlineData("mlp", 0.5)]
    [InlineData("mlp", 1)]
    public void A_pass_that_is_interrupted_at_its_first_or_its_last_pulse_has_changed_nothing(string kind, double share)
    {
        ModelUnderTest model = ModelUnderTest.Of(kind);
        ILaneObjective objective = model.Create();
        IReadOnlyList<LaneTrial> trials = model.TrialsOf(10, momentum: true);
        using LaneRun pack = Opened(objective, trials);
        int pulses = 0;
        pack.Train(trials, () => pulses++);
        int last = (int)(share * (pulses - 1));
        Assert.Throws<OperationCanceledException>(() => pack.Train(trials, () =>
        {
            if (last-- == 0)
            {
                throw new OperationCanceledException("interrupted");
            }
        }));

        // Then all, or some of them.
        pack.Train([.. trials.Take(5)]);
        pack.Train([.. trials.Skip(5)]);
        pack.Release(trials);
        Assert.All(trials, trial => LaneLog.AssertSame(LaneRun.Alone(objective, trial, 2), pack[trial]));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Run_is_a_session_with_one_lane(string kind, string order)
    {
        ILaneObjective objective = (ModelUnderTest.Of(kind) with { Order = order }).Create();
        LaneTrial trial = ModelUnderTest.Trial(3, 0.4);
        LaneLog alone = LaneRun.Alone(objective, trial, 2);
        Trials.Ran ran = Trials.Run(objective, 2, 3, values: [.. trial.Configuration.Select(v => (v.Key, v.Value))]);
        Assert.Equal(alone.Metrics.Select(Trials.Ran.Untimed), ran.Reports.Select(Trials.Ran.Untimed));
        Assert.True(alone.Checkpoint!.Content.Span.SequenceEqual(ran.Outcome.Checkpoint!.Content.Span));
    }

    [Fact]
    public void Only_what_shapes_the_arithmetic_divides_packs()
    {
        ILaneObjective softmax = ModelUnderTest.Softmax.Create();
        Assert.Equal(softmax.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration), softmax.KeyOf(ModelUnderTest.Trial(1, 0.5, decay: 0.1).Configuration));
        Assert.NotEqual(softmax.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration), softmax.KeyOf(new Configuration([new("batch_size", HyperparameterValue.Of(17L))])));
        ILaneObjective mlp = ModelUnderTest.Mlp.Create();
        Assert.Equal(mlp.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration), mlp.KeyOf(ModelUnderTest.Trial(1, 0.5, decay: 0.1, dropout: 0.2).Configuration));
        Assert.NotEqual(mlp.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration), mlp.KeyOf(ModelUnderTest.Trial(0, 0.1, momentum: 0.9).Configuration));
        Assert.NotEqual(mlp.KeyOf(ModelUnderTest.Trial(0, 0.1).Configuration), mlp.KeyOf(new Configuration([new("units_2", HyperparameterValue.Of(9L))])));
    }

    private static LaneRun Opened(ILaneObjective objective, IEnumerable<LaneTrial> trials)
    {
        LaneTrial[] all = [.. trials];
        LaneRun run = new(objective, objective.KeyOf(all[0].Configuration));
        run.Admit(all);
        return run;
    }
}
