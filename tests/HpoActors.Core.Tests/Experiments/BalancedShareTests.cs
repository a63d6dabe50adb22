using HpoActors.Core.Experiments;

namespace HpoActors.Core.Tests.Experiments;

public sealed class BalancedShareTests
{
    [Theory]
    [InlineData(2, 5, 0, 1, 3)]
    [InlineData(2, 64, 0, 1, 32)]
    [InlineData(2, 40, 0, 8, 3)]
    [InlineData(3, 40, 0, 8, 2)]
    [InlineData(2, 16, 8, 8, 0)]
    [InlineData(2, 24, 8, 8, 1)]
    [InlineData(2, 24, 13, 8, 0)]
    [InlineData(4, 0, 0, 8, 1)]
    [InlineData(7, 8, 0, 8, 1)]
    public void A_trainer_may_take_trials_up_to_its_part_of_the_work(int trainers, long left, long mine, int epochs, int trials) =>
        Assert.Equal(trials, TrialsOf(new BalancedShare(trainers, left, mine), epochs));

    [Fact]
    public void Two_trainers_that_ask_in_turn_take_all_there_is()
    {
        Assert.Equal(3, TrialsOf(new BalancedShare(2, 5 * 8, 0), 8));
        Assert.Equal(3, TrialsOf(new BalancedShare(2, 5 * 8, 0), 8));
        Assert.Equal(0, TrialsOf(new BalancedShare(2, 5 * 8, 3 * 8), 8));
    }

    [Fact]
    public void At_the_tail_work_is_spread_by_the_epochs_that_are_left()
    {
        // One has 10 trials with one epoch left, the other 2 with eight; 6 of eight are to be given.
        long left = 10 + 16 + 48;
        Assert.Equal(4, TrialsOf(new BalancedShare(2, left, 10), 8));
        Assert.Equal(3, TrialsOf(new BalancedShare(2, left, 16), 8));
    }

    [Fact]
    public void Where_no_end_is_known_nothing_is_rationed() => Assert.Equal(1000, TrialsOf(new BalancedShare(8, null, 500), 8));

    [Fact]
    public void A_trainer_alone_may_take_everything_even_what_the_estimate_does_not_know() => Assert.Equal(1000, TrialsOf(new BalancedShare(1, 0, 5), 8));

    [Fact]
    public void Work_that_is_found_on_the_way_is_shared_too()
    {
        BalancedShare share = new(2, 16, 8);
        Assert.False(share.HasRoom);
        share.Add(8);
        Assert.True(share.HasRoom);
        share.Add(-8);
        Assert.False(share.HasRoom);
    }

    [Fact]
    public void The_largest_numbers_do_not_overflow() => Assert.True(new BalancedShare(int.MaxValue, long.MaxValue, int.MaxValue).HasRoom);

    private static int TrialsOf(BalancedShare share, int epochs)
    {
        int trials = 0;
        for (; trials < 1000 && share.HasRoom; trials++)
        {
            share.Take(epochs);
        }

        return trials;
    }
}
