using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces.Conditions;

public sealed class ConditionMeaningTests
{
    // Kleene's three values: what is said of width, which is not there, is unknown, and only what is true counts.
    [Theory]
    [InlineData("width == 5", false)]
    [InlineData("width != 5", false)]
    [InlineData("!(width == 5)", false)]
    [InlineData("width == 5 || width != 5", false)]
    [InlineData("width in [4, 5, 6]", false)]
    [InlineData("width == layers", false)]
    [InlineData("layers != width", false)]
    [InlineData("width == 5 || bias", true)]
    [InlineData("bias || width == 5", true)]
    [InlineData("width == 5 && bias", false)]
    [InlineData("!(width == 5 && !bias)", true)]
    [InlineData("!(!bias && width == 5)", true)]
    [InlineData("!(width == 5 && bias)", false)]
    [InlineData("!(width == 5 || bias)", false)]
    [InlineData("!(width == 5 || !bias)", false)]
    [InlineData("bias && (width == 5 || layers == 3)", true)]
    public void What_is_said_of_a_hyperparameter_that_is_not_there_is_neither_true_nor_false(string condition, bool holds) =>
        Assert.Equal(holds, ConditionSpace.Exists(condition, "width"));

    [Theory]
    [InlineData("size > small", true)]
    [InlineData("size >= medium", true)]
    [InlineData("size < large", true)]
    [InlineData("size < medium", false)]
    [InlineData("size in [small, large]", false)]
    [InlineData("level > 30", true)]
    [InlineData("level < 20", true)]
    [InlineData("level <= 30", false)]
    [InlineData("level == 10", true)]
    [InlineData("level == 10.0", true)]
    public void An_ordinals_values_compare_by_their_order(string condition, bool holds) => Assert.Equal(holds, ConditionSpace.Exists(condition));

    [Fact]
    public void An_ordinal_of_rising_numbers_compares_by_number()
    {
        SearchSpace space = SearchSpace.Build(s => s.Ordinal("batch", [16, 32, 64]).Int("units", 1, 100).Bool("a", when: "batch > 40").Bool("b", when: "units < batch"));
        Assert.Equal("batch=64, units=1, a=false, b=false", space.Decode([0.9, 0, 0, 0]).ToString());
        Assert.Equal("batch=32, units=100", space.Decode([0.5, 1, 0, 0]).ToString());
    }

    [Theory]
    [InlineData("batch > 16", true)]
    [InlineData("batch >= 33", false)]
    [InlineData("batch < 48", true)]
    [InlineData("batch != 48", true)]
    [InlineData("batch == 32.0", true)]
    [InlineData("batch > width", true)]
    public void A_choice_of_numbers_compares_by_number(string condition, bool holds) => Assert.Equal(holds, ConditionSpace.Exists(condition));

    [Theory]
    [InlineData("layers < width", true)]
    [InlineData("layers == width", false)]
    [InlineData("layers == depth", true)]
    [InlineData("rate < layers", true)]
    [InlineData("batch != width", true)]
    public void Hyperparameters_compare_with_each_other(string condition, bool holds) => Assert.Equal(holds, ConditionSpace.Exists(condition));

    [Fact]
    public void Whole_and_other_numbers_are_equal_by_number()
    {
        SearchSpace space = SearchSpace.Build(s => s.Ordinal("a", [2, 1]).Ordinal("b", [3.5, 1.0]).Bool("same", when: "a == b"));
        Assert.Equal(3, space.Decode([0.9, 0.9, 0.1]).Count);
        Assert.Equal(2, space.Decode([0.1, 0.9, 0.1]).Count);
    }

    [Theory]
    [InlineData("layers > 6", "'layers > 6' never holds: layers is int in [1, 6]")]
    [InlineData("layers < 1", "'layers < 1' never holds: layers is int in [1, 6]")]
    [InlineData("layers == 2.5", "'layers == 2.5' never holds: layers is int in [1, 6]")]
    [InlineData("layers == 1e300", "'layers == 1e300' never holds: layers is int in [1, 6]")]
    [InlineData("rate > 1", "'rate > 1' never holds: rate is float in [0, 1]")]
    [InlineData("step == 0.35", "'step == 0.35' never holds: step is float in [-1, 1], step 0.1")]
    [InlineData("batch == 48", "'batch == 48' never holds: batch is choice of 16, 32, 64")]
    [InlineData("batch > 64", "'batch > 64' never holds: batch is choice of 16, 32, 64")]
    [InlineData("size > large", "'size > large' never holds: size is ordinal small < medium < large")]
    [InlineData("depth != 3", "'depth != 3' never holds: depth is constant 3")]
    [InlineData("layers in [2, 9]", "layers is never 9; it is int in [1, 6]")]
    [InlineData("batch in [48]", "batch is never 48; it is choice of 16, 32, 64")]
    [InlineData("rate > width", "'rate > width' never holds: rate is float in [0, 1], width is int in [4, 9]")]
    [InlineData("width == rate", "'width == rate' never holds: width is int in [4, 9], rate is float in [0, 1]")]
    [InlineData("batch == width", "'batch == width' never holds: batch is choice of 16, 32, 64, width is int in [4, 9]")]
    [InlineData("activation == layers", "'activation == layers' compares what is never equal: activation is choice of tanh, relu, leaky relu, layers is int in [1, 6]")]
    [InlineData("level == layers", "'level == layers' compares what is never equal: level is ordinal 30 < 10 < 20, layers is int in [1, 6]")]
    [InlineData("bias == size", "'bias == size' compares what is never equal: bias is bool, size is ordinal small < medium < large")]
    public void A_comparison_that_never_holds_is_a_slip(string condition, string error) => Assert.Equal(error, ConditionSpace.ErrorOf(condition));

    [Theory]
    [InlineData("rate >= 1")]
    [InlineData("rate <= 0")]
    [InlineData("layers >= 6")]
    [InlineData("layers <= 1")]
    [InlineData("step >= 1")]
    [InlineData("width <= layers")]
    public void The_bounds_can_be_reached(string condition) => Assert.False(ConditionSpace.Exists(condition));

    [Fact]
    public void A_log_scales_bounds_can_be_reached_although_its_exponentials_round()
    {
        foreach (double max in new[] { 0.1, 1e-3, 7.3, 1e5 / 3 })
        {
            FloatHyperparameter rate = new("rate", 1e-6, max, Scale.Log);
            Assert.NotNull(Condition.Parse($"rate >= {max:R}").Bind([rate]));
            Assert.NotNull(Condition.Parse("rate <= 1e-6").Bind([rate]));
        }
    }

    [Fact]
    public void A_value_that_is_also_a_name_is_the_name_unless_it_is_quoted()
    {
        IReadOnlyList<Hyperparameter> both = SearchSpace.Build(s => s.Choice("mode", ["fast", "slow"]).Choice("fast", ["slow", "slower"])).Hyperparameters;
        Assert.Equal([0, 1], Condition.Parse("mode == fast").Bind(both).Places);
        Assert.Equal([0], Condition.Parse("mode == 'fast'").Bind(both).Places);
    }
}
