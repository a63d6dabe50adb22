using System.Text.Json;
using HpoActors.Bench.Contenders;
using HpoActors.Bench.Statistics;

namespace HpoActors.Bench.Cost;

/// <summary>Measures a peer on the same space: the time is taken in its own process, around asking and suggesting, so that no pipe is in it.</summary>
internal static class PeerCost
{
    private const int Asks = 51;
    private static readonly int[] Counts = [100, 500];

    public static IReadOnlyList<AskCost> Measure(PeerContender peer, IProgress<string> progress, CancellationToken cancel)
    {
        List<AskCost> costs = [];
        using PeerProcess process = peer.Start(CostMeter.Space);
        process.Call(new { study = 1, askers = 1 });
        int told = 0;
        foreach (int results in Counts)
        {
            List<double> asks = [];
            while (told < results + Asks)
            {
                cancel.ThrowIfCancellationRequested();
                PeerQuestions questions = new(CostMeter.Space);
                JsonElement answer = process.Call(new { ask = questions.Next() });
                questions.Take(answer.GetProperty("values"));
                if (told++ >= results)
                {
                    asks.Add(answer.GetProperty("seconds").GetDouble());
                }

                process.Call(new { tell = answer.GetProperty("trial").GetInt32(), value = CostMeter.Value(questions.Configuration) });
            }

            costs.Add(new AskCost(peer.Name, results, Quartiles.Of(asks).Median, asks.Average(), null, null));
            progress.Report($"{peer.Name} at {results} results: {costs[^1].AskMedian * 1e6:0.0} µs");
        }

        return costs;
    }
}
