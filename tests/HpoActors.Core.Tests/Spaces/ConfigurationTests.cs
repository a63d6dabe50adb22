using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class ConfigurationTests
{
    private static readonly Configuration Sample = Of(
        ("lr", HyperparameterValue.Of(0.1)), ("layers", HyperparameterValue.Of(3L)), ("act", HyperparameterValue.Of("relu")), ("bias", HyperparameterValue.Of(true)));

    [Fact]
    public void Getters_give_native_values()
    {
        Assert.Equal(0.1, Sample.GetDouble("lr"));
        Assert.Equal(3.0, Sample.GetDouble("layers"));
        Assert.Equal(3, Sample.GetInt32("layers"));
        Assert.Equal("relu", Sample.GetText("act"));
        Assert.True(Sample.GetBool("bias"));
        Assert.Equal(HyperparameterValue.Of(3L), Sample["layers"]);
        Assert.Equal(4, Sample.Count);
    }

    [Fact]
    public void Defaults_stand_in_for_what_is_missing_and_not_for_what_is_wrong()
    {
        Assert.Equal(7, Sample.GetInt32("epochs", 7));
        Assert.Equal(3, Sample.GetInt32("layers", 7));
        Assert.Equal(0.5, Sample.GetDouble("momentum", 0.5));
        Assert.Equal(0.1, Sample.GetDouble("lr", 0.5));
        Assert.Throws<InvalidOperationException>(() => Sample.GetInt32("lr", 7));
        Assert.Throws<InvalidOperationException>(() => Sample.GetDouble("act", 0.5));
    }

    [Fact]
    public void A_missing_name_is_an_error_that_lists_those_there_are()
    {
        KeyNotFoundException error = Assert.Throws<KeyNotFoundException>(() => Sample.GetDouble("momentum"));

        Assert.Equal("the configuration has no hyperparameter 'momentum' (it has: lr, layers, act, bias)", error.Message);
        Assert.False(Sample.Contains("momentum"));
        Assert.False(Sample.TryGet("momentum", out _));
        Assert.False(Sample.Contains("LR"));
    }

    [Fact]
    public void A_wrong_type_is_an_error()
    {
        Assert.Throws<InvalidOperationException>(() => Sample.GetInt32("lr"));
        Assert.Throws<InvalidOperationException>(() => Sample.GetText("layers"));
        Assert.Throws<InvalidOperationException>(() => Sample.GetBool("act"));
    }

    [Fact]
    public void An_int_beyond_32_bits_overflows_instead_of_wrapping() =>
        Assert.Throws<OverflowException>(() => Of(("n", HyperparameterValue.Of(1L << 32))).GetInt32("n"));

    [Fact]
    public void Configurations_are_equal_where_names_order_and_values_are()
    {
        HyperparameterValue one = HyperparameterValue.Of(1L);
        HyperparameterValue two = HyperparameterValue.Of(2L);

        Assert.Equal(Of(("a", one), ("b", two)), Of(("a", one), ("b", two)));
        Assert.Equal(Of(("a", one), ("b", two)).GetHashCode(), Of(("a", one), ("b", two)).GetHashCode());
        Assert.NotEqual(Of(("a", one), ("b", two)), Of(("b", two), ("a", one)));
        Assert.NotEqual(Of(("a", one)), Of(("a", two)));
        Assert.NotEqual(Of(("a", one)), Of(("b", one)));
        Assert.NotEqual(Of(("a", one)), Of(("a", one), ("b", two)));
        Assert.NotEqual(Of(("a", one)), Of(("a", HyperparameterValue.Of(1.0))));
        Assert.False(Of(("a", one)).Equals(null));
        Assert.Equal(Configuration.Empty, Of());
    }

    [Fact]
    public void It_lists_its_values_in_order()
    {
        Assert.Equal("lr=0.1, layers=3, act=relu, bias=true", Sample.ToString());
        Assert.Equal(["lr", "layers", "act", "bias"], Sample.Select(p => p.Key));
    }

    [Fact]
    public void A_name_stands_once()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => Of(("a", HyperparameterValue.Of(1L)), ("a", HyperparameterValue.Of(2L))));

        Assert.StartsWith("the hyperparameter 'a' stands twice", error.Message, StringComparison.Ordinal);
    }

    private static Configuration Of(params (string Name, HyperparameterValue Value)[] values) => new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));
}
