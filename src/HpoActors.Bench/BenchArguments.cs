using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;
using HpoActors.Bench.Statistics;
using HpoActors.Core;
using HpoActors.Core.Searchers.Random;
using HpoActors.Files;

namespace HpoActors.Bench;

/// <summary>Gives the texts of the command line their meaning.</summary>
internal static class BenchArguments
{
    private const string None = "none";
    private const string All = "all";
    private const long ControlSeeds = 1_000_000;

    /// <summary>Searchers as in <c>random,tpe{multivariate=false}</c>; <c>all</c> are all but grid, which is made to be exhausted.</summary>
    /// <exception cref="InvalidOptionException">One of them is unknown or stands twice.</exception>
    public static IReadOnlyList<OwnContender> Searchers(string text)
    {
        IReadOnlyList<string> names = text == All ? [.. SearcherText.Names.Where(n => n != "grid")] : Split(text);
        if (names.Count == 0 || names.Distinct().Count() < names.Count)
        {
            throw new InvalidOptionException("--searchers", names.Count == 0 ? "names none" : "names one twice");
        }

        return [.. names.Select(name => new OwnContender(name, SearcherText.Parse(name, "--searchers")))];
    }

    /// <summary>Random search with other seeds.</summary>
    public static OwnContender Control => new OwnContender(Summary.ControlName, new RandomSearcherSettings(), ControlSeeds);

    /// <summary>Peers by name, <c>all</c> or <c>none</c>.</summary>
    /// <exception cref="InvalidOptionException">One of them is unknown.</exception>
    public static IReadOnlyList<PeerContender> Peers(string text, string python, List<string> notes) =>
        Contenders.Peers.Find(text == All ? Contenders.Peers.Names : text == None ? [] : [.. Split(text).Distinct()], python, notes);

    /// <summary>Problems by name, or <c>all</c>.</summary>
    /// <exception cref="InvalidOptionException">One of them is unknown.</exception>
    public static IReadOnlyList<BenchProblem> Problems(string text) =>
        text == All ? ProblemSuite.All : [.. Split(text).Distinct().Select(ProblemSuite.Find)];

    /// <summary>Splits at commas that stand in no braces or brackets.</summary>
    internal static IReadOnlyList<string> Split(string text)
    {
        List<string> parts = [];
        int depth = 0;
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : ',';
            depth += c is '{' or '[' ? 1 : c is '}' or ']' ? -1 : 0;
            if (i == text.Length || (c == ',' && depth == 0))
            {
                parts.Add(text[start..i].Trim());
                start = i + 1;
            }
        }

        return [.. parts.Where(p => p.Length > 0)];
    }
}
