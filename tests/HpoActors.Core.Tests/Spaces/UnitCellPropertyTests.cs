using CsCheck;
using HpoActors.Core.Spaces;
using HpoActors.TestKit;

namespace HpoActors.Core.Tests.Spaces;

/// <summary>The way into the unit cube and back, over awkward hyperparameters of every kind.</summary>
public sealed class UnitCellPropertyTests
{
    private static Gen<Hyperparameter> Any { get; } = Gen.OneOf(SpaceGen.Numeric, Gen.Int[0, 1_000_000].Select(i => SpaceGenerator.Hyperparameter(1, i)));

    // A cell that rounding could not blur.
    private const double Broad = 1e-9;

    // Up to here a half is a number beside a whole one.
    private const long Halves = 1L << 52;

    [Fact]
    public void The_middle_of_a_values_cell_is_the_value_again() =>
        Gen.Select(Any, SpaceGen.Unit).Sample(
            (h, u) =>
            {
                HyperparameterValue value = h.FromUnit(u);
                UnitCell cell = h.ToUnit(value);
                if (h.Cardinality is not null && cell.Width > Broad && HasEdges(h))
                {
                    Assert.True(h.FromUnit(cell.Middle) == value, $"{h.Describe()} at {u:R}: {value} has [{cell.Low:R}, {cell.High:R}], whose middle is {h.FromUnit(cell.Middle)}");
                }
            },
            iter: 40_000);

    [Fact]
    public void A_real_number_comes_back_as_near_as_numbers_are() =>
        Gen.Select(SpaceGen.Floats.Where(h => h.Cardinality is null), SpaceGen.Unit).Sample(
            (h, u) =>
            {
                double x = h.FromUnit(u).AsDouble();
                double share = h.ToUnit(HyperparameterValue.Of(x)).Middle;
                double again = h.ToUnit(h.FromUnit(share)).Middle;

                // Neighbouring numbers are far apart in a range of a few of them.
                double spacing = Share(h, Math.BitIncrement(x)) - Share(h, Math.BitDecrement(x));
                // Over a narrow stretch of a normal, a difference of its distribution function loses digits: up to eight of sixteen.
                double tolerance = h.Describe().Contains("normal", StringComparison.Ordinal) ? 1e-6 : 1e-9;
                Assert.True(Math.Abs(again - share) <= tolerance + (4 * spacing), $"{h.Describe()} at {u:R}: {x:R} has {share:R}, and what that gives {again:R}");
            },
            iter: 40_000);

    [Fact]
    public void A_point_of_the_unit_interval_lies_in_the_cell_of_its_value() =>
        Gen.Select(Any.Where(h => h.Cardinality is not null && HasEdges(h)), SpaceGen.Unit).Sample(
            (h, u) =>
            {
                UnitCell cell = h.ToUnit(h.FromUnit(u));

                // A prior as sharp as a needle may stand on the edge between two values.
                bool needle = h.FromUnit(0.25) == h.FromUnit(0.75);
                Assert.True(needle || cell.Width == 0 || (cell.Low - Broad <= u && u <= cell.High + Broad), $"{h.Describe()} at {u:R}: {h.FromUnit(u)} has [{cell.Low:R}, {cell.High:R}]");
            },
            iter: 40_000);

    [Fact]
    public void The_cells_of_few_values_tile_the_unit_interval_in_order() =>
        Gen.OneOf(SpaceGen.Few, Any.Where(h => h.Cardinality is <= 300)).Sample(
            h =>
            {
                UnitCell[] cells = [.. h.Grid((int)h.Cardinality!.Value).Select(h.ToUnit)];
                string what = $"{h.Describe()}: {string.Join(" ", cells.Select(c => $"[{c.Low:R}, {c.High:R}]"))}";
                Assert.True(cells[0].Low == 0 && cells[^1].High == 1, what);
                Assert.True(cells.All(c => c.Width >= 0), what);
                Assert.True(cells.Zip(cells.Skip(1)).All(p => Math.Abs(p.First.High - p.Second.Low) < Broad), what);
            },
            iter: 5000);

    [Fact]
    public void Larger_numbers_lie_farther_up() =>
        Gen.Select(SpaceGen.Numeric, SpaceGen.Unit, SpaceGen.Unit).Sample(
            (h, u, v) =>
            {
                HyperparameterValue low = h.FromUnit(Math.Min(u, v));
                HyperparameterValue high = h.FromUnit(Math.Max(u, v));
                if (low.AsDouble() < high.AsDouble())
                {
                    (UnitCell first, UnitCell second) = (h.ToUnit(low), h.ToUnit(high));
                    Assert.True(first.Middle <= second.Middle + 1e-12 && first.High <= second.Low + Broad, $"{h.Describe()}: {low} has {first}, {high} has {second}");
                }
            },
            iter: 40_000);

    // Values of a prior end half a step from their neighbours, which has to be a number.
    private static bool HasEdges(Hyperparameter h) => h switch
    {
        IntHyperparameter n => (n.Prior is null && n.Scale == Scale.Linear) || Math.Max(Math.Abs(n.Min), Math.Abs(n.Max)) < (n.Step == 1 ? Halves : 1e9 * n.Step),
        FloatHyperparameter { Step: { } step, Prior: not null } x => step > 1e-300 && step >= 1e-9 * Math.Max(Math.Abs(x.Min), Math.Abs(x.Max)),
        _ => true,
    };

    private static double Share(FloatHyperparameter h, double x) => h.ToUnit(HyperparameterValue.Of(x)).Middle;
}
