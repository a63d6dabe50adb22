using System.Text;
using CsCheck;

namespace HpoActors.Tests.Files;

/// <summary>Random HOCON in every style that the strict reader knows, sometimes with a slip in it.</summary>
internal static class HoconTexts
{
    private static readonly string[] Values =
        ["1", "1e-4", "-0.5", "true", "x/y", "50%", "10m", "\"\"", "\"q r\"", "\"\\\"\\\\x\\u0041\"", "\"# no\"", "\"a, b } ] = {\"", "\"\"\"t \"u\" \\n\"\"\"", "\"\"\"v\nw\"\"\"", "é"];

    private static readonly string[] Slips =
        ["a", "b = 1", " = ", "=", ":", " { ", "{", "}", " }", "[", "]", ", ", ",", "\n", "\r\n", " ", "\t", "\"", "\"q\"", "# c\n", "// c = 1\n", "null", "$", "'", "+", ";", ".", "\\"];

    /// <summary>Texts that follow the rules.</summary>
    public static Gen<string> Valid { get; } = Gen.Int[0, int.MaxValue - 1].Select(seed =>
    {
        StringBuilder text = new();
        Members(text, new Random(seed), 0, "");
        return text.ToString();
    });

    /// <summary>Texts that follow the rules, but for up to three insertions.</summary>
    public static Gen<string> Slipped { get; } = Gen.Select(Valid, Gen.Select(Gen.Double[0, 1], Gen.Int[0, Slips.Length - 1]).Array[1, 3], (text, slips) =>
    {
        foreach ((double place, int slip) in slips)
        {
            text = text.Insert((int)(place * text.Length), Slips[slip]);
        }

        return text;
    });

    private static void Members(StringBuilder text, Random random, int depth, string indentation)
    {
        int count = random.Next(depth == 0 ? 1 : 0, 4);
        for (int i = 0; i < count; i++)
        {
            string name = One(random, $"k{i}", $"k{i}.deep", $"\"k {i}\"", $"\"k.{i}\".x-y", $"k{i}");
            text.Append(indentation).Append(name);
            bool opened = random.Next(3) == 0;
            if (opened)
            {
                // Without an equals sign no comma follows: Akka's parser would refuse it.
                text.Append(One(random, " ", "", "\n", " # c\n"));
                Block(text, random, depth + 1);
            }
            else
            {
                text.Append(One(random, " = ", "=", ": ", " : "));
                Value(text, random, depth + 1);
            }

            text.Append(One(random, "\n", " # c\n", "\r\n", " // c, d = {\n\n", opened || i + 1 == count ? "\n" : ", "));
        }
    }

    private static void Value(StringBuilder text, Random random, int depth)
    {
        switch (depth < 4 ? random.Next(6) : 5)
        {
            case 0:
                Block(text, random, depth);
                break;
            case 1:
                int count = random.Next(4);
                text.Append('[').Append(count == 0 ? "" : One(random, "", " ", "\n", " # c\n  "));
                for (int i = 0; i < count; i++)
                {
                    Value(text, random, depth + 1);
                    text.Append(One(random, ", ", ",\n", "\n", " , # c\n", i + 1 == count ? "" : ","));
                }

                text.Append(']');
                break;
            default:
                text.Append(One(random, Values));
                break;
        }
    }

    private static void Block(StringBuilder text, Random random, int depth)
    {
        text.Append('{').Append(One(random, "", " ", "\n", " # c\n"));
        Members(text, random, depth + 1, One(random, "", "  ", "\t"));
        text.Append('}');
    }

    private static string One(Random random, params string[] of) => of[random.Next(of.Length)];
}
