using System.Text;
using CsCheck;
using HpoActors.Objectives.Command;

namespace HpoActors.Tests.Objectives.Command;

public sealed class LineSplitterTests
{
    [Fact]
    public void Lines_are_the_same_however_the_bytes_arrive() =>
        Gen.Select(Gen.String["ab\n\r"], Gen.Int[1, 5].Array).Sample((text, sizes) =>
        {
            string[] expected = text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
            return Split(Encoding.UTF8.GetBytes(text), sizes).Select(l => l.Text).SequenceEqual(expected);
        });

    [Theory]
    [InlineData(LineSplitter.Longest, false)]
    [InlineData(LineSplitter.Longest + 1, true)]
    [InlineData(3 * LineSplitter.Longest, true)]
    public void A_line_that_is_too_long_is_cut_and_the_next_is_whole(int length, bool cut)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', length) + "\nnext\n");
        foreach (int size in new[] { 1000, LineSplitter.Longest, bytes.Length })
        {
            List<(string Text, bool Cut)> lines = Split(bytes, [size]);
            Assert.Equal(2, lines.Count);
            Assert.Equal((Math.Min(length, LineSplitter.Longest), cut), (lines[0].Text.Length, lines[0].Cut));
            Assert.Equal(("next", false), lines[1]);
        }
    }

    private static List<(string Text, bool Cut)> Split(byte[] bytes, int[] sizes)
    {
        List<(string, bool)> lines = [];
        LineSplitter splitter = new((line, cut) => lines.Add((Encoding.UTF8.GetString(line), cut)));
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            int size = Math.Min(sizes.Length == 0 ? bytes.Length : sizes[i % sizes.Length], bytes.Length - at);
            splitter.Add(bytes.AsSpan(at, size));
            at += size;
        }

        splitter.Finish();
        return lines;
    }
}
