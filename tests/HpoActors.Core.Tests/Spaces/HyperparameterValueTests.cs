using System.Globalization;
using CsCheck;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Spaces;

public sealed class HyperparameterValueTests
{
    public static TheoryData<string, object> Spellings => new()
    {
        { "3", 3L },
        { "-3", -3L },
        { "+3", 3L },
        { "9007199254740993", 9007199254740993L },
        { "9223372036854775807", long.MaxValue },
        { "9223372036854775808", 9223372036854775808.0 },
        { "3.0", 3.0 },
        { "0.1", 0.1 },
        { ".5", 0.5 },
        { "1e-4", 1e-4 },
        { "1E5", 1e5 },
        { "true", true },
        { "false", false },
        { "True", "True" },
        { "relu", "relu" },
        { "", "" },
        { "NaN", "NaN" },
        { "Infinity", "Infinity" },
        { "1e400", "1e400" },
        { "0x10", "0x10" },
        { "1,000", "1,000" },
        { "1_000", "1_000" },
        { " 3", " 3" },
        { "3 ", "3 " },
        { " 0.5 ", " 0.5 " },
    };

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Parse_takes_the_narrowest_type_that_fits(string text, object expected) =>
        Assert.Equal(expected, HyperparameterValue.Parse(text).ToObject());

    [Fact]
    public void A_float_is_written_so_that_it_reads_back_as_the_same_bits() =>
        Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite).Sample(x =>
        {
            HyperparameterValue value = HyperparameterValue.Of(x);
            double back = double.Parse(value.ToString(), CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(x), BitConverter.DoubleToInt64Bits(back));
            if (x != Math.Truncate(x))
            {
                Assert.Equal(value, HyperparameterValue.Parse(value.ToString()));
            }
        });

    [Fact]
    public void Ints_and_bools_read_back_as_they_are_written()
    {
        Gen.Long.Sample(x => Assert.Equal(HyperparameterValue.Of(x), HyperparameterValue.Parse(HyperparameterValue.Of(x).ToString())));
        Assert.Equal(HyperparameterValue.Of(true), HyperparameterValue.Parse(HyperparameterValue.Of(true).ToString()));
    }

    [Fact]
    public void Values_are_equal_only_where_kind_and_value_are()
    {
        HyperparameterValue[] all =
        [
            HyperparameterValue.Of(0.0), HyperparameterValue.Of(-0.0), HyperparameterValue.Of(1.0), HyperparameterValue.Of(0L), HyperparameterValue.Of(1L),
            HyperparameterValue.Of(false), HyperparameterValue.Of(true), HyperparameterValue.Of(""), HyperparameterValue.Of("1"), HyperparameterValue.Of("true"),
        ];
        for (int i = 0; i < all.Length; i++)
        {
            for (int j = 0; j < all.Length; j++)
            {
                Assert.Equal(i == j, all[i] == all[j]);
                Assert.Equal(i != j, all[i] != all[j]);
                Assert.Equal(i == j, all[i].Equals((object)all[j]));
            }
        }

        Assert.Equal(HyperparameterValue.Of("ab").GetHashCode(), HyperparameterValue.Of(string.Concat("a", "b")).GetHashCode());
        Assert.False(HyperparameterValue.Of(1L).Equals(null));
        Assert.False(HyperparameterValue.Of(1L).Equals(1L));
    }

    [Fact]
    public void Not_a_number_equals_itself() => Assert.Equal(HyperparameterValue.Of(double.NaN), HyperparameterValue.Of(double.NaN));

    [Fact]
    public void An_int_may_be_read_as_a_number_and_nothing_else_converts()
    {
        Assert.Equal(3.0, HyperparameterValue.Of(3L).AsDouble());
        Assert.True(HyperparameterValue.Of(3L).IsNumber);
        Assert.True(HyperparameterValue.Of(3.0).IsNumber);
        Assert.False(HyperparameterValue.Of("3").IsNumber);
        Assert.False(HyperparameterValue.Of(true).IsNumber);
        Fails(() => HyperparameterValue.Of("relu").AsDouble(), "the value relu is text, not a number");
        Fails(() => HyperparameterValue.Of(true).AsDouble(), "the value true is a bool, not a number");
        Fails(() => HyperparameterValue.Of(0.5).AsInt64(), "the value 0.5 is a float, not an int");
        Fails(() => HyperparameterValue.Of(3L).AsText(), "the value 3 is an int, not text");
        Fails(() => HyperparameterValue.Of("true").AsBool(), "the value true is text, not a bool");

        static void Fails(Func<object> read, string message) => Assert.Equal(message, Assert.Throws<InvalidOperationException>(read).Message);
    }

    [Fact]
    public void Missing_text_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => HyperparameterValue.Of(null!));
        Assert.Throws<ArgumentNullException>(() => HyperparameterValue.Parse(null!));
    }
}
