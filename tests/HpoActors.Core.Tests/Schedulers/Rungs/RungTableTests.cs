using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Rungs;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

public sealed class RungTableTests
{
    // Powers written out by hand. A logarithm in floating point gives 4.999… for 243 and 2.999… for 1000, and so one rung and one bracket too few.
    [Theory]
    [InlineData(1, 243, 3, "1 3 9 27 81 243")]
    [InlineData(1, 1000, 10, "1 10 100 1000")]
    [InlineData(100, 1000, 10, "100 1000")]
    [InlineData(1, 81, 3, "1 3 9 27 81")]
    [InlineData(1, 125, 5, "1 5 25 125")]
    [InlineData(1, 8, 3, "1 3 8")]
    [InlineData(2, 100, 4, "2 8 32 100")]
    [InlineData(1, 1, 3, "1")]
    [InlineData(7, 7, 2, "7")]
    public void Rungs_are_the_powers_below_the_last_epoch_and_it(int min, int max, int eta, string epochs)
    {
        RungTable table = RungTable.Of(min, max, eta);
        Assert.Equal(epochs, string.Join(' ', table.Epochs));
        Assert.Equal(table.Epochs.Length, table.Brackets().Length);
    }

    [Fact]
    public void The_greatest_numbers_do_not_overflow()
    {
        RungTable table = RungTable.Of(1, int.MaxValue, 2);
        Assert.Equal((32, 1 << 30, int.MaxValue), (table.Epochs.Length, table.Epochs[^2], table.Epochs[^1]));
        Assert.Equal(int.MaxValue, table.Brackets()[0].Rungs[0].Trials);
        Assert.Equal([1, 46341, int.MaxValue], RungTable.Of(1, int.MaxValue, 46341).Epochs.AsEnumerable());
    }

    // Algorithm 1 of the Hyperband paper for R = 81, η = 3, so s_max = 4: n = ⌈5·3^s/(s + 1)⌉, that is 405/5 = 81, ⌈135/4⌉ = 34, 45/3 = 15, ⌈15/2⌉ = 8 and 5;
    // then divided by 3 and rounded down from rung to rung.
    [Fact]
    public void Brackets_are_those_of_the_hyperband_paper() => Assert.Equal(
        [
            "s = 4: 81×1 27×3 9×9 3×27 1×81",
            "s = 3: 34×3 11×9 3×27 1×81",
            "s = 2: 15×9 5×27 1×81",
            "s = 1: 8×27 2×81",
            "s = 0: 5×81",
        ],
        Text(RungTable.Of(1, 81, 3)));

    // s_max = 3: ⌈4·10^s/(s + 1)⌉ is 1000, ⌈400/3⌉ = 134, 20 and 4.
    [Fact]
    public void Brackets_of_1000_epochs_by_tens_are_four() => Assert.Equal(
        ["s = 3: 1000×1 100×10 10×100 1×1000", "s = 2: 134×10 13×100 1×1000", "s = 1: 20×100 2×1000", "s = 0: 4×1000"],
        Text(RungTable.Of(1, 1000, 10)));

    // s_max = 1: ⌈2·10/2⌉ = 10 and 2.
    [Fact]
    public void Brackets_from_100_to_1000_epochs_by_tens_are_two() => Assert.Equal(["s = 1: 10×100 1×1000", "s = 0: 2×1000"], Text(RungTable.Of(100, 1000, 10)));

    // Two rungs below 8: ⌈3·9/3⌉ = 9, ⌈9/2⌉ = 5 and 3.
    [Fact]
    public void Where_the_last_epoch_is_no_power_the_last_step_is_shorter() =>
        Assert.Equal(["s = 2: 9×1 3×3 1×8", "s = 1: 5×3 1×8", "s = 0: 3×8"], Text(RungTable.Of(1, 8, 3)));

    [Fact]
    public void Trials_with_epochs_of_their_own_have_rungs_up_to_the_most_that_they_can_have()
    {
        ExperimentSpec spec = Specs.Of(9, epochs: 5);
        Assert.Equal([1, 3, 5], RungTable.Of(spec, 3, 1).Epochs.AsEnumerable());
        Assert.Equal([1, 3, 9, 20], RungTable.Of(spec with { Space = new SearchSpace(new IntHyperparameter("epochs", 2, 20)) }, 3, 1).Epochs.AsEnumerable());
        SearchSpace listed = new(new OrdinalHyperparameter("epochs", [HyperparameterValue.Of(4), HyperparameterValue.Of(16), HyperparameterValue.Of(8)]));
        Assert.Equal([1, 3, 9, 16], RungTable.Of(spec with { Space = listed }, 3, 1).Epochs.AsEnumerable());
    }

    [Theory]
    [InlineData(1, 1, "scheduler.eta: must be a whole number of at least 2 (is 1)")]
    [InlineData(3, 0, "scheduler.min-epochs: must be at least 1 and at most the 81 epochs of a trial (is 0)")]
    [InlineData(3, 82, "scheduler.min-epochs: must be at least 1 and at most the 81 epochs of a trial (is 82)")]
    public void What_gives_no_rungs_is_refused(int eta, int minEpochs, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => RungTable.Of(Specs.Of(9, epochs: 81), eta, minEpochs)).Message);

    private static string[] Text(RungTable table) =>
        [.. table.Brackets().Select(b => $"s = {b.S}: {string.Join(' ', b.Rungs.Select(r => $"{r.Trials}×{r.Epochs}"))}")];
}
