namespace HpoActors.Core.Tests.Options;

public sealed class OptionReaderTests
{
    [Fact]
    public void Missing_keys_are_null()
    {
        OptionReader r = Reader();

        Assert.Null(r.Text("k"));
        Assert.Null(r.Number("k"));
        Assert.Null(r.Integer("k"));
        Assert.Null(r.Integer32("k"));
        Assert.Null(r.Flag("k"));
        Assert.Null(r.Duration("k"));
        Assert.Null(r.OneOf("k", ("a", 1)));
        Assert.Null(r.TextList("k"));
        Assert.Null(r.Section("k"));
        Assert.Null(r.Raw("k"));
        Assert.False(r.Has("k"));
    }

    [Fact]
    public void Missing_keys_that_have_to_be_there_are_errors()
    {
        Fails("experiment.k: is missing; write a text, k = …", () => Reader().RequiredText("k"));
        Fails("experiment.k: is missing; write a number, k = …", () => Reader().RequiredNumber("k"));
        Fails("experiment.k: is missing; write a whole number, k = …", () => Reader().RequiredInteger("k"));
        Fails("experiment.k: is missing; write a block in braces, k = …", () => Reader().RequiredSection("k"));
    }

    [Fact]
    public void Required_values_are_read()
    {
        Assert.Equal("x", Reader("x").RequiredText("k"));
        Assert.Equal(0.5, Reader("0.5").RequiredNumber("k"));
        Assert.Equal(5, Reader("5").RequiredInteger("k"));
        Assert.Equal("experiment.k", Reader(OptionSet.Empty).RequiredSection("k").Path);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("-1.5e3", -1500)]
    [InlineData("+2", 2)]
    [InlineData(".5", 0.5)]
    [InlineData("1e-300", 1e-300)]
    public void Numbers_are_finite_decimals(string text, double expected) => Assert.Equal(expected, Reader(text).Number("k"));

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("0 1")]
    [InlineData("1,5")]
    [InlineData("1e400")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("10m")]
    public void Other_texts_are_no_numbers(string text) => Fails($"experiment.k: must be a number (is '{text}')", () => Reader(text).Number("k"));

    [Theory]
    [InlineData("7", 7L)]
    [InlineData("-7", -7L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Integers_are_whole_numbers(string text, long expected) => Assert.Equal(expected, Reader(text).Integer("k"));

    [Theory]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData("9223372036854775808")]
    [InlineData("")]
    public void Other_texts_are_no_integers(string text)
    {
        Fails($"experiment.k: must be a whole number (is '{text}')", () => Reader(text).Integer("k"));
        Fails($"experiment.k: must be a whole number of at least 1 (is '{text}')", () => Reader(text).Integer("k", 1));
    }

    [Fact]
    public void Integers_keep_to_their_lower_bound()
    {
        Assert.Equal(1, Reader("1").Integer("k", 1));
        Fails("experiment.k: must be a whole number of at least 1 (is '0')", () => Reader("0").Integer("k", 1));
        Fails("experiment.k: must be a whole number of at least 1 (is '-5')", () => Reader("-5").Integer32("k", 1));
    }

    [Fact]
    public void Integers_of_32_bits_do_not_wrap()
    {
        Assert.Equal(int.MaxValue, Reader("2147483647").Integer32("k"));
        Assert.Equal(int.MinValue, Reader("-2147483648").Integer32("k"));
        Fails("experiment.k: must be a whole number up to 2147483647 (is '2147483648')", () => Reader("2147483648").Integer32("k"));
        Fails("experiment.k: must be a whole number of at least -2147483648 (is '-2147483649')", () => Reader("-2147483649").Integer32("k"));
        Fails("experiment.k: must be a whole number (is 'x')", () => Reader("x").Integer32("k"));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("on", true)]
    [InlineData("yes", true)]
    [InlineData("false", false)]
    [InlineData("off", false)]
    [InlineData("no", false)]
    public void Flags_are_true_or_false(string text, bool expected) => Assert.Equal(expected, Reader(text).Flag("k"));

    [Theory]
    [InlineData("1")]
    [InlineData("True")]
    [InlineData("")]
    public void Other_texts_are_no_flags(string text) => Fails($"experiment.k: must be true or false (is '{text}')", () => Reader(text).Flag("k"));

    [Theory]
    [InlineData("500ms", 0.5)]
    [InlineData("15s", 15)]
    [InlineData("10m", 600)]
    [InlineData("2h", 7200)]
    [InlineData("1d", 86400)]
    [InlineData("1.5 h", 5400)]
    [InlineData("1e3s", 1000)]
    public void Durations_have_a_unit(string text, double seconds)
    {
        Assert.Equal(TimeSpan.FromSeconds(seconds), Reader(text).Duration("k"));
        Assert.True(OptionReader.TryDuration(text, out TimeSpan time));
        Assert.Equal(seconds, time.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("0s")]
    [InlineData("-1s")]
    [InlineData("NaNs")]
    [InlineData("1e300d")]
    [InlineData("1e-9ms")]
    [InlineData("10S")]
    [InlineData("10 minutes")]
    [InlineData("10m 5s")]
    [InlineData("1,5h")]
    public void Other_texts_are_no_durations(string text)
    {
        Fails($"experiment.k: must be a time above 0 with a unit, such as 500ms, 15s, 10m, 2h or 1d (is '{text}')", () => Reader(text).Duration("k"));
        Assert.False(OptionReader.TryDuration(text, out _));
    }

    [Fact]
    public void One_of_some_names_gives_its_meaning()
    {
        Assert.Equal(2, Reader("maximize").OneOf("k", ("minimize", 1), ("maximize", 2)));
        Fails("experiment.k: must be minimize or maximize (is 'maximise'); did you mean 'maximize'?", () => Reader("maximise").OneOf("k", ("minimize", 1), ("maximize", 2)));
        Fails("experiment.k: must be a, b or c (is 'zzz')", () => Reader("zzz").OneOf("k", ("a", 1), ("b", 2), ("c", 3)));
        Fails("experiment.k: must be a (is a block)", () => Reader(OptionSet.Empty).OneOf("k", ("a", 1)));
        Fails("experiment.k: must be on or off (is 'On'); did you mean 'on'?", () => Reader("On").OneOf("k", ("on", 1), ("off", 2)));
    }

    [Fact]
    public void A_list_is_written_in_brackets()
    {
        Assert.Equal(["a", "b"], Reader(new List<string> { "a", "b" }).TextList("k"));
        Fails("experiment.k: must be a list of texts or numbers in brackets, such as [a, b] (is 'a')", () => Reader("a").TextList("k"));
        Fails("experiment.k: must be a list of texts or numbers in brackets, such as [a, b] (is a list of 2)", () => Reader(new List<object> { "a", OptionSet.Empty }).TextList("k"));
    }

    [Fact]
    public void What_is_found_instead_is_named()
    {
        Fails("experiment.k: must be a text (is a block)", () => Reader(OptionSet.Empty).Text("k"));
        Fails("experiment.k: must be a number (is a list of 1)", () => Reader(new List<string> { "1" }).Number("k"));
        Fails("experiment.k: must be a whole number (is an empty list)", () => Reader(Array.Empty<string>()).Integer("k"));
        Fails("experiment.k: must be a block in braces (is 'x')", () => Reader("x").Section("k"));
    }

    [Fact]
    public void Sections_know_their_full_path()
    {
        OptionSet inner = new([new("max", "x")]);
        OptionReader section = new OptionSet([new("space", new OptionSet([new("lr", inner)]))]).Read("").RequiredSection("space").RequiredSection("lr");

        Assert.Equal("space.lr", section.Path);
        Assert.Equal(["max"], section.Keys);
        Fails("space.lr.max: must be a number (is 'x')", () => section.Number("max"));
        Assert.Equal("space.lr.min: is odd", section.Error("min", "is odd").Message);
        Assert.Equal("min: is odd", OptionSet.Empty.Read("").Error("min", "is odd").Message);
    }

    [Fact]
    public void A_key_that_nobody_asked_for_is_an_error_with_the_nearest_known_one()
    {
        OptionReader r = new OptionSet([new("trials", "3"), new("epocs", "2")]).Read("budget");
        r.Integer("trials");
        r.Integer("epochs");
        r.Integer("total-epochs");

        Fails("budget.epocs: unknown key; did you mean 'epochs'?; known here: trials, epochs, total-epochs", r.RejectUnknown);
    }

    [Fact]
    public void A_key_that_is_near_nothing_lists_what_is_known()
    {
        OptionReader r = new OptionSet([new("colour", "red")]).Read("");
        r.Has("epochs");

        Fails("colour: unknown key; known here: epochs", r.RejectUnknown);
    }

    [Fact]
    public void Where_nothing_is_known_nothing_is_listed() =>
        Fails("searcher.x: unknown key; no keys are known here", new OptionSet([new("x", "1")]).Read("searcher").RejectUnknown);

    [Fact]
    public void Keys_that_were_asked_for_are_not_rejected()
    {
        OptionReader r = new OptionSet([new("a", "1"), new("b", "x"), new("c", OptionSet.Empty)]).Read("");
        r.Has("a");
        r.Raw("b");
        Assert.Throws<InvalidOptionException>(r.RejectUnknown);
        r.Section("c");
        r.RejectUnknown();

        OptionReader rest = new OptionSet([new("z", "1")]).Read("");
        Assert.Equal(["z"], rest.Rest().Keys);
        rest.RejectUnknown();
    }

    [Fact]
    public void An_error_can_be_seen_from_a_parent()
    {
        InvalidOptionException error = new("x.min", "is above max");

        Assert.Equal("space.x.min: is above max", error.Under("space").Message);
        Assert.Equal("x.min", error.Under("").Key);
        Assert.Same(error, error.Under("space").InnerException);
    }

    private static OptionReader Reader(object? value = null) => new OptionSet(value is null ? [] : [new KeyValuePair<string, object>("k", value)]).Read("experiment");

    private static void Fails(string message, Func<object?> read) => Assert.Equal(message, Assert.Throws<InvalidOptionException>(read).Message);

    private static void Fails(string message, Action read) => Assert.Equal(message, Assert.Throws<InvalidOptionException>(read).Message);
}
