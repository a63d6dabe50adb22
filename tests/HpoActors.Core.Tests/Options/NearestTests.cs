namespace HpoActors.Core.Tests.Options;

public sealed class NearestTests
{
    private static readonly string[] Keys = ["epochs", "total-epochs", "trials", "wall-time", "target", "lr"];

    [Theory]
    [InlineData("epoch", "epochs")]
    [InlineData("epcohs", "epochs")]
    [InlineData("Epochs", "epochs")]
    [InlineData("total_epochs", "total-epochs")]
    [InlineData("wall_tmie", "wall-time")]
    [InlineData("trails", "trials")]
    [InlineData("l", "lr")]
    [InlineData("rl", "lr")]
    [InlineData("lrs", "lr")]
    public void A_slip_of_the_pen_is_recognised(string written, string meant) => Assert.Equal(meant, Nearest.Of(written, Keys));

    [Theory]
    [InlineData("")]
    [InlineData("banana")]
    [InlineData("max")]
    [InlineData("total")]
    public void Another_word_is_not(string written) => Assert.Null(Nearest.Of(written, Keys));

    [Fact]
    public void The_nearest_wins_and_of_equals_the_first()
    {
        Assert.Equal("abcd", Nearest.Of("abcx", ["abzz", "abcd", "abce"]));
        Assert.Null(Nearest.Of("abc", []));
    }

    [Fact]
    public void A_hint_asks_or_says_nothing()
    {
        Assert.Equal("; did you mean 'epochs'?", Nearest.Hint("epoch", Keys));
        Assert.Equal("", Nearest.Hint("banana", Keys));
        Assert.Equal("", Nearest.Hint(null, Keys));
    }
}
