using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>What holds for numeric hyperparameters of any range, scale, step and prior.</summary>
public sealed class HyperparameterPropertyTests
{
    [Fact]
    public void Every_draw_of_a_float_lies_in_its_range() =>
        Gen.Select(SpaceGen.Floats, SpaceGen.Unit).Sample(
            (h, u) =>
            {
                HyperparameterValue value = h.FromUnit(u);
                Assert.True(value.Kind == ValueKind.Float && value.AsDouble() >= h.Min && value.AsDouble() <= h.Max && h.Contains(value), $"{h.Describe()} at {u:R}: {value}");
            },
            iter: 20_000);

    [Fact]
    public void Every_draw_of_an_int_lies_in_its_range_and_on_its_step() =>
        Gen.Select(SpaceGen.Ints, SpaceGen.Unit).Sample(
            (h, u) =>
            {
                HyperparameterValue value = h.FromUnit(u);
                Assert.True(value.Kind == ValueKind.Int && value.AsInt64() >= h.Min && value.AsInt64() <= h.Max && h.Contains(value), $"{h.Describe()} at {u:R}: {value}");
                Assert.Equal(0, (value.AsInt64() - h.Min) % h.Step);
            },
            iter: 20_000);

    // Rounding may turn neighbours round where the range is far finer than u; 1e-9 apart nothing may.
    [Fact]
    public void Draws_rise_with_the_share() =>
        Gen.Select(SpaceGen.Numeric, SpaceGen.Unit, SpaceGen.Unit).Where(t => Math.Abs(t.Item2 - t.Item3) > 1e-6).Sample(
            (h, u, v) =>
            {
                double low = h.FromUnit(Math.Min(u, v)).AsDouble();
                double high = h.FromUnit(Math.Max(u, v)).AsDouble();
                Assert.True(low <= high + (1e-9 * Math.Abs(high)), $"{h.Describe()} at {u:R}, {v:R}: {low:R}, {high:R}");
            },
            iter: 20_000);

    [Fact]
    public void A_grid_rises_from_bound_to_bound_without_repetition() =>
        Gen.Select(SpaceGen.Numeric, Gen.Int[1, 40]).Sample(
            (h, resolution) =>
            {
                IReadOnlyList<HyperparameterValue> grid = h.Grid(resolution);
                double[] values = [.. grid.Select(v => v.AsDouble())];
                string what = $"{h.Describe()}, {resolution}: {string.Join(", ", grid)}";
                Assert.True(grid.All(h.Contains), what);
                Assert.True(values.Zip(values.Skip(1)).All(p => p.First < p.Second), what);
                if (h.Cardinality is { } n)
                {
                    Assert.True(grid.Count == Math.Min(n, resolution), what);
                }
                else
                {
                    Assert.InRange(grid.Count, 1, resolution);
                }

                if (grid.Count > 1)
                {
                    Assert.True(values[0] == (h is FloatHyperparameter f ? f.Min : ((IntHyperparameter)h).Min), what);
                    Assert.True(ReachesMax(h, values[^1]), what);
                }
            },
            iter: 10_000);

    [Fact]
    public void Cardinality_is_the_number_of_different_draws() =>
        SpaceGen.Few.Sample(
            h =>
            {
                int draws = checked((int)h.Cardinality!.Value * 64);
                HashSet<HyperparameterValue> seen = [.. Enumerable.Range(0, draws).Select(i => h.FromUnit(i / (double)draws))];
                Assert.Equal(h.Cardinality, seen.Count);
                Assert.True(seen.SetEquals(h.Grid(1000)));
            },
            iter: 500);

    [Fact]
    public void Equal_arguments_make_equal_hyperparameters() =>
        SpaceGen.Floats.Sample(
            h =>
            {
                FloatHyperparameter again = new(h.Name, h.Min, h.Max, h.Scale, h.Step, h.Prior);
                Assert.Equal(h, again);
                Assert.Equal(h.GetHashCode(), again.GetHashCode());
                Assert.NotEqual(h, new FloatHyperparameter("y", h.Min, h.Max, h.Scale, h.Step, h.Prior));
            },
            iter: 1000);

    private static bool ReachesMax(Hyperparameter h, double last) => h switch
    {
        IntHyperparameter n => last == n.Max - ((n.Max - n.Min) % n.Step),
        // The finest steps are two units in the last place, of which rounding takes half a one.
        FloatHyperparameter { Step: { } step } f => last > f.Max - (step * 1.5),
        FloatHyperparameter f => last == f.Max,
        _ => false,
    };
}
