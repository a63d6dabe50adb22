using HpoActors.Core.Searchers.Grid;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Searchers.Grid;

public sealed class GridAxisTests
{
    private static readonly SearchSpace Space = new(
        new FloatHyperparameter("lr", 1e-4, 1, Scale.Log),
        new FloatHyperparameter("drop", -0.5, 0.5, step: 0.1),
        new IntHyperparameter("units", 16, 256, step: 16),
        new ChoiceHyperparameter("act", HyperparameterValue.Of("relu"), HyperparameterValue.Of("1")),
        new BoolHyperparameter("bias"));

    public static TheoryData<string, GridAxis, string> Good { get; } = new()
    {
        { "lr", new GridAxis { Resolution = 3 }, "0.0001 0.01 1" },
        { "lr", new GridAxis { Min = 0.01, Resolution = 3 }, "0.01 0.1 1" },
        { "lr", new GridAxis { Min = 0.01, Max = 0.01 }, "0.01" },
        { "lr", new GridAxis { Values = [HyperparameterValue.Of(1), HyperparameterValue.Of(0.5)] }, "1 0.5" },
        { "lr", new GridAxis { Values = [HyperparameterValue.Of("1e-2"), HyperparameterValue.Of("1")] }, "0.01 1" },
        { "drop", new GridAxis { Min = -0.25, Max = 0.15 }, "-0.2 -0.1 0 0.1" },
        { "drop", new GridAxis { Max = 0.5, Resolution = 2 }, "-0.5 0.5" },
        { "units", new GridAxis { Min = 20, Max = 70 }, "32 48 64" },
        { "units", new GridAxis { Max = 250, Resolution = 2 }, "16 240" },
        { "act", new GridAxis { Values = [HyperparameterValue.Of("1")] }, "1" },
        { "act", new GridAxis(), "relu 1" },
        { "bias", new GridAxis { Values = [HyperparameterValue.Of("true")] }, "true" },
    };

    public static TheoryData<string, GridAxis, string> Wrong { get; } = new()
    {
        { "rl", new GridAxis(), "searcher.axes.rl: is no hyperparameter of the space; did you mean 'lr'?" },
        { "lr", new GridAxis { Values = [] }, "searcher.axes.lr.values: needs at least one value" },
        { "lr", new GridAxis { Values = [HyperparameterValue.Of(2.0)] }, "searcher.axes.lr.values: has 2, which is no float in [0.0001, 1], log scale" },
        { "lr", new GridAxis { Values = [HyperparameterValue.Of(1), HyperparameterValue.Of(1.0)] }, "searcher.axes.lr.values: has 1 twice; each value stands once" },
        { "lr", new GridAxis { Values = [HyperparameterValue.Of(1)], Min = 0.1 }, "searcher.axes.lr: has values and a range; leave one of them out" },
        { "lr", new GridAxis { Min = 0 }, "searcher.axes.lr.min: must lie in [0.0001, 1], the hyperparameter's range (is 0)" },
        { "lr", new GridAxis { Max = double.NaN }, "searcher.axes.lr.max: must lie in [0.0001, 1], the hyperparameter's range (is NaN)" },
        { "lr", new GridAxis { Min = 0.5, Max = 0.1 }, "searcher.axes.lr.min: is above max (0.5 > 0.1); swap them" },
        { "lr", new GridAxis { Resolution = 0 }, "searcher.axes.lr.resolution: must be at least 1 (is 0)" },
        { "drop", new GridAxis { Min = 0.11, Max = 0.19 }, "searcher.axes.drop: has no value: the hyperparameter has none in [0.11, 0.19]" },
        { "units", new GridAxis { Min = 17, Max = 31 }, "searcher.axes.units: has no value: the hyperparameter has none in [17, 31]" },
        { "units", new GridAxis { Values = [HyperparameterValue.Of(17)] }, "searcher.axes.units.values: has 17, which is no int in [16, 256], step 16" },
        { "act", new GridAxis { Resolution = 1 }, "searcher.axes.act: has a range, and act is a choice of relu, 1; list values instead" },
        { "bias", new GridAxis { Values = [HyperparameterValue.Of("yes")] }, "searcher.axes.bias.values: has yes, which is no bool" },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public void An_axis_has_the_values_that_are_listed_or_spread_over_its_range(string name, GridAxis axis, string values)
    {
        int place = Enumerable.Range(0, 5).Single(i => Space.Hyperparameters[i].Name == name);
        IReadOnlyList<HyperparameterValue> found = With(name, axis).AxesOf(Space)[place];

        Assert.Equal(values, string.Join(' ', found.Select(v => Space.Hyperparameters[place] is FloatHyperparameter ? $"{Math.Round(v.AsDouble(), 12)}" : $"{v}")));
        Assert.All(found, v => Assert.True(Space.Hyperparameters[place].Contains(v)));
    }

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_axis_that_does_not_fit_is_refused_at_once(string name, GridAxis axis, string error) =>
        Assert.Equal(error, Assert.Throws<InvalidOptionException>(() => With(name, axis).Create(Space, 1)).Message);

    [Fact]
    public void Settings_with_the_same_axes_are_equal()
    {
        GridAxis Axis() => new() { Values = [HyperparameterValue.Of(1)] };

        Assert.Equal(With("lr", Axis()), With("lr", Axis()));
        Assert.Equal(With("lr", Axis()).GetHashCode(), With("lr", Axis()).GetHashCode());
        Assert.NotEqual(With("lr", Axis()), With("lr", new GridAxis()));
        Assert.NotEqual(With("lr", Axis()), With("drop", Axis()));
        Assert.NotEqual(new GridSearcherSettings(), new GridSearcherSettings { Order = GridOrder.Shuffled });
    }

    private static GridSearcherSettings With(string name, GridAxis axis) => new() { Axes = new Dictionary<string, GridAxis> { [name] = axis } };
}
