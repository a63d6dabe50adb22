using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Persistence.Tests.Servers;
using HpoActors.Persistence.Tests.Stores;
using HpoActors.Searcher;
using HpoActors.Stores;

namespace HpoActors.Persistence.Tests.Golden;

/// <summary>Makes a store as the golden files are: <c>store-1.db</c> is one, made by the first version.</summary>
internal static class GoldenStore
{
    public static async Task MakeAsync(string path)
    {
        using (IExperimentStore store = ExperimentStores.Open(path))
        {
            using ActorSystem system = Runs.System(store);
            JournalWriter writer = new(system, "golden");
            await writer.WriteAsync(new FactBatch([], 1));
            foreach (ImmutableArray<Core.Experiments.ExperimentEvent> few in GoldenFacts.All.Chunk(5).Select(ImmutableArray.Create))
            {
                await writer.WriteAsync(new FactBatch(few, 1));
            }

            await Runs.RunAsync(system, "real", 3);
            await system.Terminate();
            store.TakeOffice("golden", "what defines it", new Officer("box", 12, DateTimeOffset.UnixEpoch), TimeSpan.FromMinutes(1)).Dispose();
            using IOffice real = store.TakeOffice("real", "what defines it", new Officer("box", 12, DateTimeOffset.UnixEpoch), TimeSpan.FromMinutes(1));
            real.End(Core.Experiments.ExperimentPhase.Finished);
        }

        TestStores.Execute(path, "UPDATE hpo_experiments SET created_at = 1893553445678 + length(name), seen_at = 1893553445678");
    }
}
