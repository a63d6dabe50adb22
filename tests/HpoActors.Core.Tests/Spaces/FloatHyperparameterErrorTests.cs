using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class FloatHyperparameterErrorTests
{
    public static TheoryData<double, double, Scale, double?, Prior?, string> Wrong => new()
    {
        { double.NaN, 1, Scale.Linear, null, null, "x.min: must be a finite number (is NaN)" },
        { double.NegativeInfinity, 1, Scale.Linear, null, null, "x.min: must be a finite number (is -Infinity)" },
        { 0, double.NaN, Scale.Linear, null, null, "x.max: must be a finite number not too far from min (is NaN)" },
        { 0, double.PositiveInfinity, Scale.Linear, null, null, "x.max: must be a finite number not too far from min (is Infinity)" },
        { -1e308, 1e308, Scale.Linear, null, null, "x.max: must be a finite number not too far from min (is 1E+308)" },
        { 2, 1, Scale.Linear, null, null, "x.min: is above max (2 > 1); swap them" },
        { 0, 1, Scale.Log, null, null, "x.min: must be above 0 on a log scale (is 0); choose a small positive number or scale = linear" },
        { -1, 1, Scale.Log, null, null, "x.min: must be above 0 on a log scale (is -1); choose a small positive number or scale = linear" },
        { 0, 1, Scale.Linear, null, Prior.LogUniform, "x.min: must be above 0 for a prior of logarithms (is 0); choose a small positive number or another prior" },
        { -1, 1, Scale.Linear, null, Prior.LogNormal(0, 1), "x.min: must be above 0 for a prior of logarithms (is -1); choose a small positive number or another prior" },
        { 0, 1, Scale.Linear, 0, null, "x.step: must be a finite number above 0 (is 0)" },
        { 0, 1, Scale.Linear, -0.1, null, "x.step: must be a finite number above 0 (is -0.1)" },
        { 0, 1, Scale.Linear, double.NaN, null, "x.step: must be a finite number above 0 (is NaN)" },
        { 0, 1, Scale.Linear, double.PositiveInfinity, null, "x.step: must be a finite number above 0 (is Infinity)" },
        { 1, 2, Scale.Log, 0.1, null, "x.step: goes with scale = linear only; leave step out or the scale" },
        { 0, 1, Scale.Linear, 1e-17, null, "x.step: is too small for the range: neighbouring values could not be told apart (is 1E-17)" },
        { 1e15, 1e15 + 1, Scale.Linear, 0.01, null, "x.step: is too small for the range: neighbouring values could not be told apart (is 0.01)" },
        { 0, 1, Scale.Linear, double.Epsilon, null, "x.step: is too small for the range: neighbouring values could not be told apart (is 5E-324)" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_argument_is_named_with_what_is_allowed(double min, double max, Scale scale, double? step, Prior? prior, string message)
    {
        InvalidOptionException error = Assert.Throws<InvalidOptionException>(() => new FloatHyperparameter("x", min, max, scale, step, prior));

        Assert.Equal(message, error.Message);
        Assert.Equal(message, $"{error.Key}: {error.Problem}");
        Assert.DoesNotContain(' ', error.Key);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void A_hyperparameter_needs_a_name(string? name) =>
        Assert.Equal("name: a hyperparameter needs a name", Assert.Throws<InvalidOptionException>(() => new FloatHyperparameter(name!, 0, 1)).Message);
}
