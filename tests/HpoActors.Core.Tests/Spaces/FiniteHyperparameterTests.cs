using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>Choice, ordinal, bool and constant.</summary>
public sealed class FiniteHyperparameterTests
{
    private static readonly HyperparameterValue[] Mixed =
        [HyperparameterValue.Of("relu"), HyperparameterValue.Of(1L), HyperparameterValue.Of(1.0), HyperparameterValue.Of(true), HyperparameterValue.Of("")];

    public static TheoryData<Hyperparameter> WithValues => new() { new ChoiceHyperparameter("c", Mixed), new OrdinalHyperparameter("c", Mixed) };

    [Theory]
    [MemberData(nameof(WithValues))]
    public void Every_value_is_equally_likely_and_keeps_its_type(Hyperparameter h)
    {
        Assert.Equal(5, h.Cardinality);
        Assert.Equal(Mixed, Enumerable.Range(0, 5).Select(i => h.FromUnit(i / 5.0)));
        Assert.Equal(Mixed, Enumerable.Range(0, 5).Select(i => h.FromUnit(((i + 1) / 5.0) - 1e-9)));
        Assert.Equal(Mixed[^1], h.FromUnit(SpaceGen.AlmostOne));
    }

    [Theory]
    [MemberData(nameof(WithValues))]
    public void Its_grid_is_all_values_in_order_for_any_resolution(Hyperparameter h)
    {
        Assert.Equal(Mixed, h.Grid(1));
        Assert.Equal(Mixed, h.Grid(100));
    }

    [Theory]
    [MemberData(nameof(WithValues))]
    public void It_contains_its_values_by_kind_and_value(Hyperparameter h)
    {
        Assert.All(Mixed, v => Assert.True(h.Contains(v)));
        Assert.False(h.Contains(HyperparameterValue.Of("Relu")));
        Assert.False(h.Contains(HyperparameterValue.Of("true")));
        Assert.False(h.Contains(HyperparameterValue.Of(false)));
        Assert.False(h.Contains(HyperparameterValue.Of(2L)));
    }

    [Fact]
    public void Values_stand_once_and_there_is_at_least_one()
    {
        HyperparameterValue a = HyperparameterValue.Of("a");
        Assert.Equal("c.values: needs at least one value", Assert.Throws<InvalidOptionException>(() => new ChoiceHyperparameter("c")).Message);
        Assert.Equal("c.values: needs at least one value", Assert.Throws<InvalidOptionException>(() => new OrdinalHyperparameter("c")).Message);
        Assert.Equal("c.values: has a twice; each value stands once", Assert.Throws<InvalidOptionException>(() => new ChoiceHyperparameter("c", a, a)).Message);
        Assert.Equal("c.values: has a twice; each value stands once", Assert.Throws<InvalidOptionException>(() => new OrdinalHyperparameter("c", a, a)).Message);
        Assert.Throws<ArgumentNullException>(() => new ChoiceHyperparameter("c", null!));
    }

    [Fact]
    public void Later_changes_of_the_list_do_not_reach_in()
    {
        HyperparameterValue[] values = [HyperparameterValue.Of("a"), HyperparameterValue.Of("b")];
        ChoiceHyperparameter choice = new("c", values);
        values[0] = HyperparameterValue.Of("z");

        Assert.Equal("a", choice.FromUnit(0).AsText());
    }

    [Fact]
    public void Those_of_equal_name_and_values_are_equal()
    {
        Assert.Equal(new ChoiceHyperparameter("c", Mixed), new ChoiceHyperparameter("c", [.. Mixed]));
        Assert.Equal(new ChoiceHyperparameter("c", Mixed).GetHashCode(), new ChoiceHyperparameter("c", [.. Mixed]).GetHashCode());
        Assert.NotEqual(new ChoiceHyperparameter("c", Mixed), new ChoiceHyperparameter("d", Mixed));
        Assert.NotEqual(new ChoiceHyperparameter("c", Mixed), new ChoiceHyperparameter("c", Mixed.Reverse().ToArray()));
        Assert.NotEqual(new OrdinalHyperparameter("c", Mixed), new OrdinalHyperparameter("c", Mixed.Reverse().ToArray()));
        Assert.False(new ChoiceHyperparameter("c", Mixed).Equals((object)new OrdinalHyperparameter("c", Mixed)));
    }

    [Fact]
    public void A_bool_is_false_below_a_half_and_true_above()
    {
        BoolHyperparameter b = new("b");

        Assert.Equal([false, false, true, true], new[] { 0, 0.49999, 0.5, SpaceGen.AlmostOne }.Select(u => b.FromUnit(u).AsBool()));
        Assert.Equal(2, b.Cardinality);
        Assert.Equal([false, true], b.Grid(1).Select(v => v.AsBool()));
        Assert.True(b.Contains(HyperparameterValue.Of(true)));
        Assert.False(b.Contains(HyperparameterValue.Of("true")));
        Assert.False(b.Contains(HyperparameterValue.Of(1L)));
    }

    [Fact]
    public void A_constant_is_its_value_always()
    {
        ConstantHyperparameter c = new("c", HyperparameterValue.Of(3L));

        Assert.Equal(1, c.Cardinality);
        Assert.Equal(3, c.FromUnit(0).AsInt64());
        Assert.Equal(3, c.FromUnit(SpaceGen.AlmostOne).AsInt64());
        Assert.Equal([HyperparameterValue.Of(3L)], c.Grid(10));
        Assert.True(c.Contains(HyperparameterValue.Of(3L)));
        Assert.False(c.Contains(HyperparameterValue.Of(3.0)));
    }

    [Fact]
    public void They_describe_themselves_in_one_line()
    {
        Assert.Equal("choice of relu, 1", new ChoiceHyperparameter("c", HyperparameterValue.Of("relu"), HyperparameterValue.Of(1L)).Describe());
        Assert.Equal("ordinal 16 < 32", new OrdinalHyperparameter("c", HyperparameterValue.Of(16L), HyperparameterValue.Of(32L)).Describe());
        Assert.Equal("bool", new BoolHyperparameter("b").Describe());
        Assert.Equal("constant 3", new ConstantHyperparameter("c", HyperparameterValue.Of(3L)).Describe());
    }
}
