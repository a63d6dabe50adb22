using System.Security.Cryptography;
using System.Text;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;

namespace HpoActors.TestKit.Runs;

/// <summary>What a searcher proposes over some spaces and through some storms, or a scheduler decides, in one line that is the same wherever it is.</summary>
internal static class Fingerprint
{
    private const int Trials = 40;

    public static string Of(SearcherSettings settings, long seed)
    {
        StringBuilder text = new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            text.AppendJoin('\n', Proposals("same seed", settings, space, seed));
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>What a scheduler decides in some experiments.</summary>
    public static string Of(SchedulerSettings settings, long seed)
    {
        StringBuilder text = new();
        foreach (int trainers in new[] { 1, 3, 8 })
        {
            SchedulerScenario scenario = new() { Seed = seed, Trainers = trainers, Trials = Trials, Failures = 0.05 };
            text.AppendJoin('\n', new SchedulerRun("same seed", settings, scenario).Run().Decisions);
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>What is proposed after each step of a storm.</summary>
    public static List<string> Proposals(string check, SearcherSettings settings, SearchSpace space, long seed)
    {
        SearcherRun run = new(check, settings, space, seed);
        Storm storm = new(run, RandomStream.For(1, "fingerprint"));
        List<string> proposals = [];
        do
        {
            if (run.Ask() is { } proposal)
            {
                proposals.Add($"{proposal.Configuration} ({proposal.Reason})");
            }
        }
        while (storm.Step() && run.Next.Value < Trials);
        return proposals;
    }
}
