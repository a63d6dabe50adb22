using HpoActors.Core.Objectives;

namespace HpoActors.Core.Tests.Objectives;

public sealed class MetricsTests
{
    private static readonly Metrics Two = new(KeyValuePair.Create("error", 0.25), KeyValuePair.Create("loss", 1.5));

    [Fact]
    public void Numbers_are_found_by_name_in_the_order_given()
    {
        Assert.Equal(0.25, Two["error"]);
        Assert.True(Two.TryGet("loss", out double loss));
        Assert.Equal(1.5, loss);
        Assert.Equal(2, Two.Count);
        Assert.Equal(["error", "loss"], Two.Select(p => p.Key));
        Assert.Equal("error=0.25, loss=1.5", Two.ToString());
    }

    [Fact]
    public void A_missing_name_is_an_error_or_not_a_number()
    {
        Assert.Equal("there is no metric 'Error'", Assert.Throws<KeyNotFoundException>(() => Two["Error"]).Message);
        Assert.False(Two.TryGet("x", out double value));
        Assert.True(double.IsNaN(value));
    }

    [Fact]
    public void A_name_stands_once() =>
        Assert.StartsWith("the metric 'a' stands twice", Assert.Throws<ArgumentException>(() => new Metrics(KeyValuePair.Create("a", 1.0), KeyValuePair.Create("b", 1.0), KeyValuePair.Create("a", 2.0))).Message, StringComparison.Ordinal);

    [Fact]
    public void They_are_equal_where_names_order_and_bits_are()
    {
        Assert.Equal(Two, new Metrics(KeyValuePair.Create("error", 0.25), KeyValuePair.Create("loss", 1.5)));
        Assert.Equal(Two.GetHashCode(), new Metrics(KeyValuePair.Create("error", 0.25), KeyValuePair.Create("loss", 1.5)).GetHashCode());
        Assert.NotEqual(Two, new Metrics(KeyValuePair.Create("loss", 1.5), KeyValuePair.Create("error", 0.25)));
        Assert.NotEqual(Two, new Metrics("error", 0.25));
        Assert.NotEqual(new Metrics("a", 0.0), new Metrics("a", -0.0));
        Assert.NotEqual(new Metrics("a", 1), new Metrics("b", 1));
        Assert.Equal(new Metrics("a", double.NaN), new Metrics("a", double.NaN));
        Assert.False(Two.Equals(null));
        Assert.Equal(Metrics.None, new Metrics());
    }
}
