using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Pbt;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Pbt;

public sealed class PbtSchedulerTests
{
    private static readonly SearchSpace Space = new(new FloatHyperparameter("rate", 1e-4, 1, Scale.Log), new IntHyperparameter("units", 8, 64));

    [Fact]
    public void The_worst_of_four_makes_room_for_a_copy_of_the_best()
    {
        PbtScheduler scheduler = Four();

        // Nobody goes on while the population is founded, nor before all have arrived.
        Assert.False(scheduler.HasRoom);
        Assert.Equal(2, scheduler.FirstMilestone(new TrialId(3), Configuration.Empty));
        Arrive(scheduler, 2, 2, 0.9);
        Arrive(scheduler, 0, 2, 0.5);
        Arrive(scheduler, 1, 2, 0.3);
        Assert.Null(scheduler.Next());
        Arrive(scheduler, 3, 2, 0.4);

        // 1 (0.3), 3 (0.4), 0 (0.5), 2 (0.9): a quarter of four is one.
        Assert.Equal(new Decision(new TrialId(2), Verdict.Stop(new Reason("pbt", "epoch 2: 4 of 4"))), scheduler.Next());
        scheduler.OnEnd(new TrialId(2), TrialState.Stopped);

        // The copy comes before anybody goes on.
        Assert.True(scheduler.HasRoom);
        Assert.Null(scheduler.Next());
        Proposal copy = scheduler.Propose(new TrialId(4), Stream(4))!;
        Assert.Equal((new CheckpointId(new TrialId(1), 2), new Reason("pbt", "copy of 1@2")), (copy.StartFrom!.Value, copy.Reason));
        Assert.Equal(copy, scheduler.Propose(new TrialId(4), Stream(4)));
        scheduler.OnProposed(new TrialId(4), copy);
        Assert.Equal(4, scheduler.FirstMilestone(new TrialId(4), copy.Configuration));
        Assert.False(scheduler.HasRoom);

        Assert.Equal(["0 Continue 4 epoch 2: 3 of 4", "1 Continue 4 epoch 2: 1 of 4", "3 Continue 4 epoch 2: 2 of 4"], Resumed(scheduler));
    }

    [Fact]
    public void Of_equal_ones_the_youngest_loses_and_NaN_is_worse_than_any()
    {
        PbtScheduler scheduler = Four();
        Arrive(scheduler, [0.5, 0.5, 0.5, 0.5], 2);
        Assert.Equal(new TrialId(3), scheduler.Next()!.Trial);

        scheduler = Four();
        Arrive(scheduler, [0.5, double.NaN, 0.5, 0.6], 2);
        Assert.Equal(new TrialId(1), scheduler.Next()!.Trial);
        scheduler.OnEnd(new TrialId(1), TrialState.Stopped);

        // Of the equal best the oldest is copied.
        Assert.Equal(new CheckpointId(new TrialId(0), 2), scheduler.Propose(new TrialId(4), Stream(4))!.StartFrom);
    }

    [Fact]
    public void A_copy_is_compared_at_the_next_step_with_the_others()
    {
        PbtScheduler scheduler = Four();
        Arrive(scheduler, [0.1, 0.2, 0.3, 0.4], 2);
        scheduler.OnEnd(new TrialId(3), TrialState.Stopped);
        scheduler.OnProposed(new TrialId(4), scheduler.Propose(new TrialId(4), Stream(4))!);
        Resumed(scheduler);
        foreach ((int trial, double value) in new[] { (4, 0.35), (2, 0.15), (1, 0.05), (0, 0.1) })
        {
            Assert.Null(scheduler.Next());
            Arrive(scheduler, trial, 4, value);
        }

        Assert.Equal(new Decision(new TrialId(4), Verdict.Stop(new Reason("pbt", "epoch 4: 4 of 4"))), scheduler.Next());
    }

    [Fact]
    public void A_budget_without_room_for_copies_lets_losers_go_on()
    {
        PbtScheduler scheduler = Four(trials: 4);
        Arrive(scheduler, [0.1, 0.2, 0.3, 0.4], 2);

        Assert.Equal(4, Resumed(scheduler).Length);
        Assert.False(scheduler.HasRoom);
    }

    [Fact]
    public void The_worst_goes_first_where_the_budget_has_room_for_some_copies_only()
    {
        PbtScheduler scheduler = Founded(8, trials: 9);
        Arrive(scheduler, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 0.7], 2);

        // Two of eight lose, 6 and 7; one copy is left.
        Assert.Equal(new TrialId(6), scheduler.Next()!.Trial);
        scheduler.OnEnd(new TrialId(6), TrialState.Stopped);
        scheduler.OnProposed(new TrialId(8), scheduler.Propose(new TrialId(8), Stream(8))!);
        Assert.Equal(7, Resumed(scheduler).Length);
    }

    [Fact]
    public void With_the_last_proposal_made_those_that_there_are_go_on()
    {
        PbtScheduler scheduler = new(Space, 20, null, new PbtSchedulerSettings { Population = 4, Interval = 2 });
        scheduler.OnProposed(new TrialId(0), Fresh(0));
        Arrive(scheduler, 0, 2, 0.5);
        Assert.Null(scheduler.Next());
        scheduler.OnLastProposed();

        Assert.False(scheduler.HasRoom);
        Assert.Equal(["0 Continue 4 epoch 2: 1 of 1"], Resumed(scheduler));
    }

    [Fact]
    public void A_loser_that_ended_is_not_replaced_after_the_last_proposal()
    {
        PbtScheduler scheduler = Four();
        Arrive(scheduler, [0.1, 0.2, 0.3, 0.4], 2);
        scheduler.OnEnd(scheduler.Next()!.Trial, TrialState.Stopped);
        scheduler.OnLastProposed();

        Assert.False(scheduler.HasRoom);
        Assert.Equal(3, Resumed(scheduler).Length);
    }

    [Fact]
    public void A_failure_before_the_first_comparison_is_replaced_there_and_one_after_it_at_once()
    {
        PbtScheduler scheduler = Four();
        scheduler.OnEnd(new TrialId(0), TrialState.Failed);
        Assert.False(scheduler.HasRoom);
        Arrive(scheduler, 1, 2, 0.1);
        Arrive(scheduler, 2, 2, 0.2);
        Assert.False(scheduler.HasRoom);
        Arrive(scheduler, 3, 2, 0.3);

        // A quarter of three is nobody: none loses, and the best is copied.
        Assert.True(scheduler.HasRoom);
        Assert.Null(scheduler.Next());
        Proposal copy = scheduler.Propose(new TrialId(4), Stream(4))!;
        Assert.Equal(new CheckpointId(new TrialId(1), 2), copy.StartFrom);
        scheduler.OnProposed(new TrialId(4), copy);
        Assert.Equal(3, Resumed(scheduler).Length);

        // Its checkpoint is still there while it trains on.
        scheduler.OnEnd(new TrialId(4), TrialState.Failed);
        Assert.Equal(new CheckpointId(new TrialId(1), 2), scheduler.Propose(new TrialId(5), Stream(5))!.StartFrom);
    }

    [Fact]
    public void After_the_last_member_another_population_is_founded()
    {
        PbtScheduler scheduler = Four();
        for (int trial = 0; trial < 4; trial++)
        {
            Assert.False(scheduler.HasRoom);
            scheduler.OnEnd(new TrialId(trial), trial == 0 ? TrialState.Completed : TrialState.Failed);
        }

        for (int trial = 4; trial < 8; trial++)
        {
            Assert.True(scheduler.HasRoom);
            Assert.Null(scheduler.Propose(new TrialId(trial), Stream(trial)));
            scheduler.OnProposed(new TrialId(trial), Fresh(trial));
        }

        Assert.False(scheduler.HasRoom);
    }

    [Fact]
    public void Without_synchrony_nobody_waits_and_a_late_loser_copies_the_most_advanced()
    {
        PbtScheduler scheduler = Founded(4, synchronous: false);
        Arrive(scheduler, 1, 2, 0.1);
        Assert.Equal(["1 Continue 4 epoch 2: 1 of 1"], Resumed(scheduler));
        Arrive(scheduler, 0, 2, 0.3);
        Arrive(scheduler, 2, 2, 0.2);

        // A quarter of three is nobody.
        Assert.Equal(["0 Continue 4 epoch 2: 3 of 3", "2 Continue 4 epoch 2: 2 of 3"], Resumed(scheduler));
        Arrive(scheduler, 1, 4, 0.1);
        Arrive(scheduler, 3, 2, 0.9);

        // The least advanced comes first; it is the worst of four at epoch 2, whose best has come to epoch 4 since.
        Assert.Equal(new Decision(new TrialId(3), Verdict.Stop(new Reason("pbt", "epoch 2: 4 of 4"))), scheduler.Next());
        scheduler.OnEnd(new TrialId(3), TrialState.Stopped);
        Assert.Equal(new CheckpointId(new TrialId(1), 4), scheduler.Propose(new TrialId(4), Stream(4))!.StartFrom);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(10, 1)]
    [InlineData(11, 2)]
    [InlineData(100, 10)]
    public void An_automatic_interval_is_a_tenth_of_the_epochs(int epochs, int interval) =>
        Assert.Equal(interval, new PbtScheduler(Space, epochs).FirstMilestone(new TrialId(0), Configuration.Empty));

    private static PbtScheduler Four(int? trials = null) => Founded(4, trials);

    private static PbtScheduler Founded(int population, int? trials = null, bool synchronous = true)
    {
        PbtScheduler scheduler = new(Space, 20, trials, new PbtSchedulerSettings { Population = population, Interval = 2, Synchronous = synchronous });
        for (int trial = 0; trial < population; trial++)
        {
            Assert.True(scheduler.HasRoom);
            Assert.Null(scheduler.Next());
            Assert.Null(scheduler.Propose(new TrialId(trial), Stream(trial)));
            scheduler.OnProposed(new TrialId(trial), Fresh(trial));
        }

        return scheduler;
    }

    private static Proposal Fresh(int trial) => new(Space.Sample(Stream(trial)), new Reason("random"));

    private static RandomStream Stream(int trial) => RandomStream.For(1, "searcher", trial);

    private static void Arrive(PbtScheduler scheduler, double[] values, int epoch)
    {
        for (int trial = 0; trial < values.Length; trial++)
        {
            Arrive(scheduler, trial, epoch, values[trial]);
        }
    }

    private static void Arrive(PbtScheduler scheduler, int trial, int epoch, double value)
    {
        Assert.Equal(VerdictKind.Pause, scheduler.OnMilestone(new TrialId(trial), epoch, value).Kind);
        scheduler.OnPaused(new TrialId(trial));
    }

    private static string[] Resumed(PbtScheduler scheduler)
    {
        List<string> resumed = [];
        while (scheduler.Next() is { } next)
        {
            Assert.Equal(next, scheduler.Next());
            resumed.Add($"{next.Trial} {next.Verdict.Kind} {next.Verdict.Until} {next.Verdict.Reason.Detail}");
            scheduler.OnResumed(next.Trial);
        }

        return [.. resumed];
    }
}
