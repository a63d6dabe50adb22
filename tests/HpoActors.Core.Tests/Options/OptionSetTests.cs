using System.Globalization;

namespace HpoActors.Core.Tests.Options;

public sealed class OptionSetTests
{
    [Fact]
    public void Keys_keep_their_order_and_entries_their_text()
    {
        OptionSet set = Set(("b", "1"), ("a", true), ("c", false), ("d", 5), ("e", 0.25), ("f", 10_000_000_000L));

        Assert.Equal(["b", "a", "c", "d", "e", "f"], set.Keys);
        Assert.Equal(["1", "true", "false", "5", "0.25", "10000000000"], set.Entries.Values);
    }

    [Fact]
    public void Numbers_are_written_alike_in_every_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "−";
        try
        {
            CultureInfo.CurrentCulture = comma;
            Assert.Equal(-0.5, Set(("x", -0.5)).Read("").Number("x"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Lists_of_anything_become_lists_of_texts()
    {
        OptionSet set = Set(
            ("texts", new List<string> { "a", "b" }), ("numbers", new List<int> { 1, 2 }), ("doubles", new List<double> { 0.5 }), ("mixed", new List<object> { 1, "x", true }), ("none", Array.Empty<string>()));
        OptionReader reader = set.Read("");

        Assert.Equal(["a", "b"], reader.TextList("texts"));
        Assert.Equal(["1", "2"], reader.TextList("numbers"));
        Assert.Equal(["0.5"], reader.TextList("doubles"));
        Assert.Equal(["1", "x", "true"], reader.TextList("mixed"));
        Assert.Equal([], reader.TextList("none"));
    }

    [Fact]
    public void Lists_may_hold_lists_and_sets()
    {
        OptionSet point = Set(("x", 1));
        IReadOnlyList<object> list = Assert.IsAssignableFrom<IReadOnlyList<object>>(Set(("points", new List<object> { point, new List<int> { 1, 2 } })).Read("").Raw("points"));

        Assert.Same(point, list[0]);
        Assert.Equal(["1", "2"], Assert.IsAssignableFrom<IReadOnlyList<object>>(list[1]));
    }

    [Fact]
    public void Later_changes_of_a_list_do_not_reach_in()
    {
        List<object> list = ["a"];
        OptionSet set = Set(("x", list));
        list.Add("b");

        Assert.Equal(["a"], set.Read("").TextList("x"));
    }

    [Fact]
    public void Other_values_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Set(("x", new object())));
        Assert.Throws<ArgumentException>(() => Set(("x", null!)));
        Assert.Throws<ArgumentException>(() => Set(("x", new List<object> { "a", null! })));
        Assert.Throws<ArgumentNullException>(() => new OptionSet(null!));
    }

    [Fact]
    public void The_empty_set_has_no_keys() => Assert.Empty(OptionSet.Empty.Keys);

    private static OptionSet Set(params (string Key, object Value)[] entries) => new(entries.Select(e => KeyValuePair.Create(e.Key, e.Value)));
}
