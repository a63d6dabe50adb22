using HpoActors.Core.Spaces;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

/// <summary>Known points: <c>points = [{ … }]</c>.</summary>
public sealed class PointTests
{
    // Points begin on line 12.
    private const string Text = """
        experiment {
          objective { type = a }
          budget { trials = 5 }
          space {
            rate { type = float, min = 1e-4, max = 1, scale = log }
            layers { type = int, min = 1, max = 4 }
            units_2 { type = int, min = 8, max = 64, when = "layers >= 2" }
            act { type = choice, values = [tanh, relu] }
            batch { type = ordinal, values = [0.5, 1, 2] }
            bias { type = bool }
            forbid = ["layers == 4 && bias"]
          }
          {POINTS}
        }
        """;

    [Fact]
    public void Values_come_in_native_types_and_in_the_spaces_order()
    {
        IReadOnlyList<Configuration> points = Read("""
            points = [
              { bias = true, act = relu, batch = 1, units_2 = 16, layers = 2, rate = 1 }
              { layers = 1, rate = 1e-2, act = "tanh", batch = 0.50, bias = false }
            ]
            """);
        Assert.Equal(["rate=1, layers=2, units_2=16, act=relu, batch=1, bias=true", "rate=0.01, layers=1, act=tanh, batch=0.5, bias=false"], points.Select(p => p.ToString()));
        Assert.Equal(
            [ValueKind.Float, ValueKind.Int, ValueKind.Int, ValueKind.Text, ValueKind.Float, ValueKind.Bool], points[0].Select(p => p.Value.Kind));
    }

    [Fact]
    public void There_may_be_none() => Assert.Empty(Read("points = []"));

    [Fact]
    public void A_constant_may_be_left_out()
    {
        const string WithConstant = "space.depth { type = constant, value = 3 }\npoints = [{ rate = 1, layers = 1, act = tanh, batch = 1, bias = true, DEPTH }]";
        Assert.Equal(HyperparameterValue.Of(3), Read(WithConstant.Replace(", DEPTH", "", StringComparison.Ordinal))[0]["depth"]);
        Assert.Equal(HyperparameterValue.Of(3), Read(WithConstant.Replace("DEPTH", "depth = 3", StringComparison.Ordinal))[0]["depth"]);
    }

    [Theory]
    [InlineData("points { rate = 1 }", "13: experiment.points: must be a list of blocks, such as points = [{ x = 1, y = 2 }]")]
    [InlineData("points = 3", "13: experiment.points: must be a list of blocks, such as points = [{ x = 1, y = 2 }]")]
    [InlineData("points = [\n3]", "14: experiment.points[0]: must be a block: points is a list of blocks, such as points = [{ x = 1, y = 2 }]")]
    [InlineData(
        "points = [\n{ rat = 1 }]",
        "14: experiment.points[0].rat: unknown key; did you mean 'rate'?; known here: rate, layers, units_2, act, batch, bias")]
    [InlineData("points = [{ rate = x }]", "13: experiment.points[0].rate: must be one of the space's values: float in [0.0001, 1], log scale (is 'x')")]
    [InlineData("points = [{\nlayers = 1\nrate = 2 }]", "15: experiment.points[0].rate: must be one of the space's values: float in [0.0001, 1], log scale (is '2')")]
    [InlineData("points = [{ layers = 1.5 }]", "13: experiment.points[0].layers: must be one of the space's values: int in [1, 4] (is '1.5')")]
    [InlineData("points = [{ act = rleu }]", "13: experiment.points[0].act: must be one of the space's values: choice of tanh, relu (is 'rleu'); did you mean 'relu'?")]
    [InlineData("points = [{ bias = 1 }]", "13: experiment.points[0].bias: must be one of the space's values: bool (is '1')")]
    [InlineData("points = [{ act = [relu] }]", "13: experiment.points[0].act: must be a text (is a list of 1)")]
    [InlineData("points = [{ rate = 1, layers = 1, act = tanh, batch = 1 }]", "13: experiment.points[0]: is not in the space: it lacks bias")]
    [InlineData(
        "points = [{ rate = 1, layers = 1, act = tanh, batch = 1, bias = true }\n{ rate = 1, layers = 2, act = tanh, batch = 1, bias = true }]",
        "14: experiment.points[1]: is not in the space: it lacks units_2")]
    [InlineData(
        "points = [{ rate = 1, layers = 1, units_2 = 8, act = tanh, batch = 1, bias = true }]",
        "13: experiment.points[0]: is not in the space: it has units_2, which exists only where layers >= 2")]
    [InlineData(
        "points = [{ rate = 1, layers = 4, units_2 = 8, act = tanh, batch = 1, bias = true }]",
        "13: experiment.points[0]: is not in the space: it is forbidden: layers == 4 && bias")]
    public void What_is_wrong_is_named_with_its_line(string points, string error) => Assert.Equal(
        $"my.conf:{error}", ExperimentTexts.ErrorOf(Text.Replace("{POINTS}", points, StringComparison.Ordinal)));

    [Fact]
    public void A_flag_gives_points_too()
    {
        string text = Text.Replace("{POINTS}", "", StringComparison.Ordinal);
        const string Good = "points=[{ rate = 1, layers = 1, act = tanh, batch = 1, bias = true }]";
        Assert.Single(ExperimentTexts.Parse(text, ExperimentOverride.Set(Good)).Spec.Points);
        string bad = Good.Replace("tanh", "tahn", StringComparison.Ordinal);
        Assert.Equal(
            $"--set {bad}: experiment.points[0].act: must be one of the space's values: choice of tanh, relu (is 'tahn'); did you mean 'tanh'?",
            ExperimentTexts.ErrorOf(text, ExperimentOverride.Set(bad)));
    }

    [Fact]
    public void A_flag_gives_conditions_too()
    {
        string text = Text.Replace("{POINTS}", "", StringComparison.Ordinal);
        SearchSpace space = ExperimentTexts.Parse(
            text, ExperimentOverride.Set("space.bias.when=layers == 3 && act == tanh"), ExperimentOverride.Set("space.forbid=[\"layers == 2\"]")).Spec.Space;
        Assert.Equal("layers == 3 && act == tanh", space.Hyperparameters[5].When?.Text);
        Assert.Equal("layers == 2", Assert.Single(space.Forbidden).Text);
        Assert.Equal(
            "--set space.bias.when=layers > 9: 'layers > 9' never holds: layers is int in [1, 4]",
            ExperimentTexts.ErrorOf(text, ExperimentOverride.Set("space.bias.when=layers > 9")));
    }

    private static IReadOnlyList<Configuration> Read(string points) => ExperimentTexts.Parse(Text.Replace("{POINTS}", points, StringComparison.Ordinal)).Spec.Points;
}
