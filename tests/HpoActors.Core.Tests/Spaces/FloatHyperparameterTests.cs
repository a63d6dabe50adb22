using System.Globalization;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class FloatHyperparameterTests
{
    [Fact]
    public void Steps_are_exact_in_decimals()
    {
        FloatHyperparameter x = new("x", -10.2, 10.2, step: 0.1);
        HyperparameterValue[] literals = [.. Enumerable.Range(-102, 205).Select(n => Literal($"{(n < 0 ? "-" : "")}{Math.Abs(n) / 10}.{Math.Abs(n) % 10}"))];
        literals[102] = HyperparameterValue.Of(0.0);

        Assert.Equal(205, x.Cardinality);
        Assert.Equal(literals, x.Grid(1000));
        Assert.All(literals, v => Assert.True(x.Contains(v)));
        Assert.Equal(literals, Enumerable.Range(0, 205).Select(i => x.FromUnit((i + 0.5) / 205)));
        Assert.False(x.Contains(HyperparameterValue.Of(0.05)));
        Assert.False(x.Contains(HyperparameterValue.Of(0.1 + 0.2)));
        Assert.False(x.Contains(HyperparameterValue.Of(10.3)));
        Assert.False(x.Contains(HyperparameterValue.Of(-10.3)));

        static HyperparameterValue Literal(string text) => HyperparameterValue.Of(double.Parse(text, CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData(0, 1, 0.3, 4, 0.9)]
    [InlineData(0, 1, 0.1, 11, 1)]
    [InlineData(0, 0.3, 0.1, 4, 0.3)]
    [InlineData(1, 1, 0.5, 1, 1)]
    [InlineData(0, 1, 5, 1, 0)]
    [InlineData(1e-4, 1e-3, 1e-4, 10, 1e-3)]
    [InlineData(1e15, 3e15, 1e15, 3, 3e15)]
    [InlineData(0, 3e-20, 1e-20, 4, 3e-20)]
    public void The_last_step_is_the_largest_that_does_not_pass_max(double min, double max, double step, long count, double last)
    {
        FloatHyperparameter x = new("x", min, max, step: step);

        Assert.Equal(count, x.Cardinality);
        Assert.Equal(last, x.Grid(100)[^1].AsDouble(), 1e-15 * max);
        Assert.InRange(x.FromUnit(SpaceGen.AlmostOne).AsDouble(), min, max);
    }

    // 1/3 has no decimal of 28 digits; the nearest of 15 lies below it.
    [Fact]
    public void Bounds_that_no_decimal_holds_are_kept_as_they_are()
    {
        FloatHyperparameter x = new("x", 1 / 3.0, 4 / 3.0, step: 0.25);

        Assert.Equal(1 / 3.0, x.FromUnit(0).AsDouble());
        Assert.True(x.Contains(HyperparameterValue.Of(1 / 3.0)));
        Assert.Equal(5, x.Cardinality);
        Assert.All(x.Grid(10), v => Assert.InRange(v.AsDouble(), x.Min, x.Max));
    }

    [Fact]
    public void A_single_value_is_drawn_always()
    {
        foreach (double value in new[] { 0.0, 0.1, 1 / 3.0, -5, 1e300, double.Epsilon })
        {
            FloatHyperparameter x = new("x", value, value);
            Assert.Equal(1, x.Cardinality);
            Assert.Equal([HyperparameterValue.Of(value)], x.Grid(10));
            Assert.Equal(value, x.FromUnit(0).AsDouble());
            Assert.Equal(value, x.FromUnit(0.7).AsDouble());
            Assert.Equal(value, x.FromUnit(SpaceGen.AlmostOne).AsDouble());
        }

        Assert.Equal(0.1, new FloatHyperparameter("x", 0.1, 0.1, Scale.Log).FromUnit(0.3).AsDouble());
        Assert.Equal(0.1, new FloatHyperparameter("x", 0.1, 0.1, prior: Prior.Normal(5, 1)).FromUnit(0.3).AsDouble());
    }

    [Fact]
    public void Zero_has_one_sign()
    {
        Assert.Equal(HyperparameterValue.Of(0.0), new FloatHyperparameter("x", -0.0, 1).FromUnit(0));
        Assert.Equal(HyperparameterValue.Of(0.0), new FloatHyperparameter("x", -1, -0.0).Grid(2)[1]);
        Assert.Equal(HyperparameterValue.Of(0.0), new FloatHyperparameter("x", -1, 1, step: 0.1).Grid(3)[1]);
    }

    [Fact]
    public void Neighbouring_doubles_are_both_drawn()
    {
        double up = Math.BitIncrement(0.1);
        FloatHyperparameter x = new("x", 0.1, up);

        Assert.Equal(0.1, x.FromUnit(0.25).AsDouble());
        Assert.Equal(up, x.FromUnit(0.75).AsDouble());
        Assert.Equal([0.1, up], x.Grid(10).Select(v => v.AsDouble()));
    }

    [Fact]
    public void A_huge_range_is_drawn_evenly()
    {
        FloatHyperparameter x = new("x", -8e307, 8e307);

        Assert.Equal(-8e307, x.FromUnit(0).AsDouble());
        Assert.Equal(0, x.FromUnit(0.5).AsDouble(), 1e292);
        Assert.Equal(4e307, x.FromUnit(0.75).AsDouble(), 1e293);
        Assert.Equal(1e-300, new FloatHyperparameter("x", 1e-300, 1e300, Scale.Log).FromUnit(0).AsDouble(), 1e-312);
        Assert.Equal(1, new FloatHyperparameter("x", 1e-300, 1e300, Scale.Log).FromUnit(0.5).AsDouble(), 1e-12);
    }

    [Fact]
    public void Linear_and_log_scales_are_even_in_differences_and_in_ratios()
    {
        Assert.Equal(2.5, new FloatHyperparameter("x", 0, 10).FromUnit(0.25).AsDouble(), 1e-15);
        Assert.Equal(1e-3, new FloatHyperparameter("x", 1e-4, 1, Scale.Log).FromUnit(0.25).AsDouble(), 1e-17);
        Assert.Equal([0, 2.5, 5, 7.5, 10], new FloatHyperparameter("x", 0, 10).Grid(5).Select(v => v.AsDouble()));
        Assert.Equal([1e-4, 1e-2, 1], new FloatHyperparameter("x", 1e-4, 1, Scale.Log).Grid(3).Select(v => Math.Round(v.AsDouble(), 12)));
        Assert.Equal([5], new FloatHyperparameter("x", 0, 10).Grid(1).Select(v => v.AsDouble()));
    }

    // exp(log(max)) is not max; a grid's ends are.
    [Fact]
    public void A_log_grid_ends_at_the_bounds_themselves()
    {
        FloatHyperparameter x = new("x", 1e-5, 0.3, Scale.Log);

        Assert.Equal(1e-5, x.Grid(7)[0].AsDouble());
        Assert.Equal(0.3, x.Grid(7)[^1].AsDouble());
    }

    [Fact]
    public void Only_floats_in_the_range_are_contained()
    {
        FloatHyperparameter x = new("x", 0, 1);

        Assert.True(x.Contains(HyperparameterValue.Of(0.0)));
        Assert.True(x.Contains(HyperparameterValue.Of(1.0)));
        Assert.False(x.Contains(HyperparameterValue.Of(1L)));
        Assert.False(x.Contains(HyperparameterValue.Of("0.5")));
        Assert.False(x.Contains(HyperparameterValue.Of(true)));
        Assert.False(x.Contains(HyperparameterValue.Of(double.NaN)));
        Assert.False(x.Contains(HyperparameterValue.Of(Math.BitIncrement(1.0))));
        Assert.False(x.Contains(HyperparameterValue.Of(Math.BitDecrement(0.0))));
        Assert.False(new FloatHyperparameter("x", 0, 1, step: 0.1).Contains(HyperparameterValue.Of(double.NaN)));
        Assert.False(new FloatHyperparameter("x", 0, 1, step: 0.1).Contains(HyperparameterValue.Of(double.PositiveInfinity)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void A_grid_of_no_values_is_refused(int resolution) => Assert.Throws<ArgumentOutOfRangeException>(() => new FloatHyperparameter("x", 0, 1).Grid(resolution));

    [Fact]
    public void It_describes_itself_in_one_line()
    {
        Assert.Equal("float in [0, 1]", new FloatHyperparameter("x", 0, 1).Describe());
        Assert.Equal("float in [0.0001, 1], log scale", new FloatHyperparameter("x", 1e-4, 1, Scale.Log).Describe());
        Assert.Equal("float in [0, 1], step 0.1", new FloatHyperparameter("x", 0, 1, step: 0.1).Describe());
        Assert.Equal("float in [0, 1], prior normal (mean 0.5, sd 0.1)", new FloatHyperparameter("x", 0, 1, prior: Prior.Normal(0.5, 0.1)).Describe());
    }
}
