using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>How many trials there are at a time where trainers have many lanes.</summary>
public sealed class ConcurrencyTests
{
    [Theory]
    [InlineData(50, 2, 5)]
    [InlineData(12, 2, 2)]
    [InlineData(12, 4, 4)]
    [InlineData(1000, 2, 64)]
    public void Who_learns_gets_a_tenth_of_the_trials_but_one_for_each_trainer(int trials, int trainers, int atOnce) =>
        Assert.Equal(atOnce, Fill(Learning(Specs.Of(trials)), trainers, lanes: 32));

    [Fact]
    public void Who_does_not_learn_fills_all_lanes() => Assert.Equal(50, Fill(Specs.Of(trials: 50), trainers: 2, lanes: 32));

    [Fact]
    public void The_epochs_of_the_budget_count_as_trials() =>
        Assert.Equal(6, Fill(Learning(Specs.Of(new Budget { Epochs = 5, TotalEpochs = 300 })), trainers: 2, lanes: 32));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_number_holds_for_everybody(bool learns)
    {
        ExperimentSpec spec = Specs.Of(trials: 50) with { MaxConcurrent = 3 };
        Assert.Equal(3, Fill(learns ? Learning(spec) : spec, trainers: 2, lanes: 32));
        ExperimentDriver driver = new(learns ? Learning(spec) : spec);
        driver.Start();
        Assert.Equal(3, Enumerable.Range(0, 10).Count(i => driver.Ask($"cpu:{i}") is not null));
    }

    [Fact]
    public void Unlimited_fills_all_lanes() => Assert.Equal(50, Fill(Learning(Specs.Of(trials: 50) with { MaxConcurrent = int.MaxValue }), trainers: 2, lanes: 32));

    [Fact]
    public void A_trial_that_ends_makes_room_for_one()
    {
        ExperimentDriver driver = new(Learning(Specs.Of(trials: 50)));
        driver.Start();
        PackRequest request = new("cpu:0", 1, 32, null);
        PackAnswer first = driver.AskPack(request, _ => new PackKey("one"));
        Assert.Equal(5, first.Work.Length);
        Assert.Empty(driver.AskPack(request, _ => new PackKey("one")).Work);
        driver.Tell(first.Work[2], 0.5);
        Assert.Single(driver.AskPack(request, _ => new PackKey("one")).Work);
    }

    [Fact]
    public void Trials_of_other_packs_are_within_the_limit()
    {
        ExperimentDriver driver = new(Learning(Specs.Of(trials: 50)));
        driver.Start();
        int next = 0;
        Dictionary<string, PackKey> keys = [];
        PackAnswer answer = driver.AskPack(new PackRequest("cpu:0", 1, 32, null), c => keys.TryGetValue(c.ToString(), out PackKey key) ? key : keys[c.ToString()] = new($"{next++}"));
        Assert.Single(answer.Work);
        Assert.Equal(5, driver.State.Proposed);
    }

    [Fact]
    public void A_trainer_leaves_the_others_their_part()
    {
        ExperimentDriver driver = new(Learning(Specs.Of(trials: 40)));
        driver.Start();
        PackAnswer Ask(string trainer, int lanes) => driver.AskPack(new PackRequest(trainer, 2, lanes, null), _ => new PackKey("one"));
        Assert.Single(Ask("cpu:0", 1).Work);
        Assert.Single(Ask("cpu:0", 1).Work);
        Assert.Empty(Ask("cpu:0", 1).Work);
        Assert.Equal(2, Ask("cpu:1", 32).Work.Length);
    }

    private static ExperimentSpec Learning(ExperimentSpec spec) => spec.With(() => new EchoSearcher(spec.Space));

    private static int Fill(ExperimentSpec spec, int trainers, int lanes)
    {
        ExperimentDriver driver = new(spec);
        driver.Start();
        return Enumerable.Range(0, trainers).Sum(i => driver.AskPack(new PackRequest($"cpu:{i}", trainers, lanes, null), _ => new PackKey("one")).Work.Length);
    }
}
