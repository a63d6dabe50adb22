using HpoActors.Core.Experiments;

namespace HpoActors.Benchmarks.Memory;

/// <summary>Measures memory when certain numbers of trials have ended. It holds the searcher up meanwhile, so that nothing moves.</summary>
internal sealed class MemoryProbe(int[] points)
{
    private int _ended;

    /// <summary>Bytes at each point.</summary>
    public List<long> Heap { get; } = [];

    /// <summary>Bytes at each point.</summary>
    public List<long> WorkingSet { get; } = [];

    public void Observe(ExperimentEvent fact)
    {
        if (fact is ExperimentEvents.TrialEnded && ++_ended == points.ElementAtOrDefault(Heap.Count))
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            GC.Collect();
            Heap.Add(GC.GetTotalMemory(forceFullCollection: false));
            WorkingSet.Add(Environment.WorkingSet);
        }
    }
}
