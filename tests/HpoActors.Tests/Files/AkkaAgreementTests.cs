using System.Text.RegularExpressions;
using Akka.Configuration;
using Akka.Configuration.Hocon;
using CsCheck;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

/// <summary>
/// What the strict reader accepts means the same to Akka's parser, except where that one departs from HOCON: it trims quoted texts, takes the text
/// "null" for nothing and reads [ ] as a list of one. In texts of several lines it keeps Windows' line ends; here a file means the same on
/// every system. Some commas at the end of a block or text it refuses, which is no other meaning.
/// </summary>
public sealed partial class AkkaAgreementTests
{
    public static TheoryData<string> Accepted() =>
    [
        "a = 1\nb { c = 2 }", "{ a = 1 }", "{\"a\": 1, \"b\": [1,2,{\"x\":3}]}", "a = [1, 2,]", "a = [1\n2\n]", "a = []", "x { a = [] }", "a=[[],[1]]", "a=[{}]",
        "a = { b = 1, }", "a = {}", "a { }", "a = /var/data", "a = \"http://x\"", "a = \"x # y\"", "a = 1 # c", "a = 1 // c", "a = [1 # c\n2]", "a = \"q\\\"x\"",
        "a = \"x\\n\\t\\\\y\"", "a = \"\\u0041\\/\"", "a = \"\"\"raw \\n \"x\" y\"\"\"", "a = \"\"\"two\nlines\"\"\"", "a = \"\"", "a = \"\"\"\"\"\"", "\"a.b\" = 1", "a.\"b.c\".d = 1",
        "a.b.c = 1\na.b.d = 2", "a.b = 1\na { c = 2 }", "a=1,b=2", "a=1,\nb=2", "a\n{ b = 1 }", "a = -1e-4", "a = 0.10", "a = 50%", "a = 10m", "a = a+b", "a = true",
        "é = ü", "a : 1", "a: { b: 1 }", "a = 1\r\nb = [1,2]\r\n", "a = [\"x\", \"b c\"]", "a = [{x=1}\n{x=2}]", "x { a.b = 1\n a.c = 2 }", "a = \"${x}\"", "a=1 #c\n//d\nb=2",
        "# only", "a = [[1, 2], [3]]", "a = include",
    ];

    public static TheoryData<string> Files() => [.. Directory.GetFiles(ExperimentTexts.Folder, "*.conf").Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Accepted))]
    public void A_text_means_the_same(string text) => Agree(text);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_shipped_file_means_the_same(string name)
    {
        // Blocks of one line with a comma behind them are written on lines of their own for this parser's sake.
        Agree(File.ReadAllText(Path.Combine(ExperimentTexts.Folder, name)));
    }

    [Fact]
    public void Every_style_is_read_and_means_the_same() => HoconTexts.Valid.Sample(Agree, iter: 20_000);

    [Fact]
    public void A_slip_is_refused_or_means_the_same_to_both()
    {
        int accepted = 0;
        HoconTexts.Slipped.Sample(
            text =>
            {
                if (TryRead(text) is { } block && !Departs().IsMatch(text) && TryTheirs(text) is { } theirs)
                {
                    Interlocked.Increment(ref accepted);
                    Assert.Equal(Ours(block), theirs);
                }
            },
            iter: 60_000);
        Assert.True(accepted > 3_000, $"only {accepted} texts were accepted");
    }

    [Fact]
    public void What_is_handed_to_Akka_means_the_same() => HoconTexts.Valid.Sample(
        text => Assert.Equal(Ours(HoconReader.ReadFile(text, "a.conf")), Theirs(AkkaText.Of(HoconReader.ReadFile(text, "a.conf")))),
        iter: 10_000);

    // The last: where a new line separates two items, Akka takes a comma before the next new line for one that follows nothing.
    [GeneratedRegex(@"\[\s+\]|\[\s*(#|//).*\s*\]|""null""|\[[^\[\]]*[^,\s\[][ \t]*\n[^,\[\]\n]+,[ \t]*\n")]
    private static partial Regex Departs();

    private static void Agree(string text) => Assert.Equal(Ours(HoconReader.ReadFile(text, "a.conf")), Theirs(text));

    private static HoconBlock? TryRead(string text)
    {
        try
        {
            return HoconReader.ReadFile(text, "a.conf");
        }
        catch (ExperimentFileException)
        {
            return null;
        }
    }

    private static string? TryTheirs(string text)
    {
        try
        {
            return Theirs(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Ours(HoconNode node) => node switch
    {
        HoconText text => $"'{text.Value.ReplaceLineEndings("\n").Trim()}'",
        HoconList list => $"[{string.Join(',', list.Items.Select(Ours))}]",
        HoconBlock block => $"{{{string.Join(',', block.Entries.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"<{e.Key}>{Ours(e.Value)}"))}}}",
        _ => throw new ArgumentException("no node", nameof(node)),
    };

    private static string Theirs(string text) => Theirs(ConfigurationFactory.ParseString(text).Root);

    private static string Theirs(HoconValue value) =>
        value.IsObject() ? $"{{{string.Join(',', value.GetObject().Items.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"<{e.Key}>{Theirs(e.Value)}"))}}}"
        : value.IsArray() ? $"[{string.Join(',', value.GetArray().Select(Theirs))}]"
        : value.GetString() is { } found ? $"'{found.ReplaceLineEndings("\n").Trim()}'"
        : "[]";
}
