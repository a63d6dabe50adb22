using System.Data.Common;
using System.Text.Json;
using HpoActors.Core.Experiments;
using HpoActors.Protocol.Serialization;
using HpoActors.Searcher;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Cluster.Tests.Processes;

/// <summary>What must be true of an experiment's facts and of its journal, whatever happened to its nodes.</summary>
internal static class Exactness
{
    /// <summary>Each trial is proposed once, runs at one place at a time, and is completed once; nothing runs at the end.</summary>
    public static void OfFacts(IReadOnlyList<ExperimentEvent> facts, int trials)
    {
        int proposed = 0;
        Dictionary<TrialId, int> running = [];
        Dictionary<TrialId, int> attempts = [];
        HashSet<TrialId> ended = [];
        HashSet<(TrialId, int, int)> reports = [];
        foreach (ExperimentEvent fact in facts)
        {
            switch (fact)
            {
                case TrialProposed f:
                    Assert.Equal(proposed++, f.Trial.Value);
                    break;
                case AttemptStarted f:
                    Assert.DoesNotContain(f.Trial, ended);
                    Assert.True(running.TryAdd(f.Trial, f.Attempt), $"{f} while attempt {running.GetValueOrDefault(f.Trial)} ran");
                    Assert.Equal(attempts.GetValueOrDefault(f.Trial) + 1, f.Attempt);
                    attempts[f.Trial] = f.Attempt;
                    break;
                case Reported f:
                    Assert.Equal(f.Attempt, running.GetValueOrDefault(f.Trial));
                    Assert.True(reports.Add((f.Trial, f.Attempt, f.Epoch)), $"{f} twice");
                    break;
                case AttemptFailed f:
                    LetGo(f.Trial, f.Attempt, f);
                    break;
                case AttemptReturned f:
                    LetGo(f.Trial, f.Attempt, f);
                    break;
                case TrialEnded f:
                    LetGo(f.Trial, f.Attempt, f);
                    Assert.Equal(TrialState.Completed, f.State);
                    Assert.True(ended.Add(f.Trial), $"{f} twice");
                    break;
            }
        }

        Assert.Equal(trials, proposed);
        Assert.Equal(trials, ended.Count);
        Assert.Empty(running);
        Assert.Equal(ExperimentPhase.Finished, Assert.IsType<Ended>(facts[^1]).Phase);
        Assert.Single(facts.OfType<Ended>());

        void LetGo(TrialId trial, int attempt, ExperimentEvent fact) =>
            Assert.True(running.Remove(trial, out int there) && there == attempt, $"{fact} while attempt {there} ran (0: none)");
    }

    /// <summary>Records follow each other without a gap, and no earlier office gets a word in once a later one has begun.</summary>
    /// <returns>The offices in whose name facts were written.</returns>
    public static IReadOnlyList<long> OfJournal(DbConnection store, string experiment)
    {
        JsonSerializerOptions json = new WireJson(WireConverters.Options(null)).Options;
        using DbCommand command = store.CreateCommand();
        command.CommandText = $"SELECT sequence_number, message FROM hpo_journal WHERE persistence_id = 'hpo-experiment-{experiment}' ORDER BY ordering";
        using DbDataReader reader = command.ExecuteReader();
        List<long> offices = [];
        for (long number = 1; reader.Read(); number++)
        {
            Assert.Equal(number, reader.GetInt64(0));
            long office = ((FactBatch)JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(1), json.GetTypeInfo(typeof(FactBatch)))!).Office;
            Assert.True(offices.Count == 0 || offices[^1] <= office, $"record {number} is of office {office}, after office {offices.LastOrDefault()}");
            if (offices.Count == 0 || offices[^1] != office)
            {
                offices.Add(office);
            }
        }

        return offices;
    }

    /// <summary>Attempts of a node that came to nothing, as failures and as ones that it gave back.</summary>
    public static (int Failed, int Returned) Lost(IReadOnlyList<ExperimentEvent> facts, string node)
    {
        HashSet<(TrialId, int)> there = [.. facts.OfType<AttemptStarted>().Where(f => f.Trainer.StartsWith($"{node}/", StringComparison.Ordinal)).Select(f => (f.Trial, f.Attempt))];
        Assert.NotEmpty(there);
        return (
            facts.OfType<AttemptFailed>().Count(f => there.Contains((f.Trial, f.Attempt))),
            facts.OfType<AttemptReturned>().Count(f => there.Contains((f.Trial, f.Attempt))));
    }
}
