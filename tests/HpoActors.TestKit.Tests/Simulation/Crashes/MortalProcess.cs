using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.TestKit.Checks;
using HpoActors.TestKit.Simulation;
using HpoActors.TestKit.Simulation.Faults;

namespace HpoActors.TestKit.Tests.Simulation.Crashes;

/// <summary>
/// A process that goes on with what an earlier one left, and runs the experiment to its end; and what would be left of it, had it been killed at any record of its journal.
/// </summary>
internal sealed class MortalProcess : IDisposable
{
    private readonly SimulatedExperiment _experiment;
    private readonly Remains _from;

    // The shelf and the time, as they were before each record was written.
    private readonly List<(Dictionary<CheckpointId, Checkpoint> Shelf, TimeSpan Time)> _moments = [];

    /// <param name="spec">The experiment.</param>
    /// <param name="cluster">What it runs on.</param>
    /// <param name="from">What it goes on with.</param>
    /// <param name="writing">How long the journal takes for a record. Default: no time, so that each decision is a record of its own.</param>
    public MortalProcess(ExperimentSpec spec, SimulatedCluster cluster, Remains from, TimeSpan writing = default)
    {
        _from = from;
        _experiment = new SimulatedExperiment(spec, cluster with { IsDurable = true }, seed: 1 + from.Office, new FaultPlan(1) { Until = TimeSpan.Zero }) { Office = from.Office + 1 };
        foreach (StoredRecord record in from.Records)
        {
            _experiment.Simulated.Store.RecordsOf(Id).Add(record.Sequence, record);
        }

        foreach ((CheckpointId id, Checkpoint checkpoint) in from.Checkpoints)
        {
            _experiment.Checkpoints.Put(id, checkpoint);
        }

        _experiment.Log.TakeOver(from.Log, _experiment.JournalledFacts());
        AttemptsBefore = _experiment.Log.Attempts.Count;
        _experiment.Simulated.Store.Writing = _ =>
        {
            _moments.Add((ShelfNow(), _experiment.Simulated.Now));
            return WriteOutcome.After(writing);
        };
        _experiment.Simulated.Run(from.Time);
        Result = _experiment.Run();
        _moments.Add((ShelfNow(), _experiment.Simulated.Now));
        SimulationChecks.All(_experiment);
    }

    /// <summary>What came of it, as if there had been one process.</summary>
    public SimulationResult Result { get; }

    /// <summary>How many records its journal has in the end.</summary>
    public int Records => _experiment.Simulated.Store.RecordsOf(Id).Count;

    /// <summary>How many attempts the processes before it had begun and written down.</summary>
    public int AttemptsBefore { get; }

    /// <summary>How many attempts were begun in all.</summary>
    public int Attempts => _experiment.Log.Attempts.Count;

    private string Id => $"hpo-experiment-{_experiment.Spec.Name}";

    /// <summary>What is left of it, where it is killed with so many records in the journal.</summary>
    /// <param name="records">Those of the processes before it, and as many as it likes of its own.</param>
    /// <param name="left">Which checkpoints are left.</param>
    public Remains KilledAfter(int records, LeftCheckpoints left)
    {
        int own = records - _from.Records.Count;
        (Dictionary<CheckpointId, Checkpoint> shelf, TimeSpan time) = _moments[left == LeftCheckpoints.BeforeTheEffects && own > 0 ? own - 1 : own];
        return new Remains(
            [.. _experiment.Simulated.Store.Records(Id).Take(records)],
            left == LeftCheckpoints.None ? [] : shelf,
            _from.Office + 1,
            time + TimeSpan.FromSeconds(5),
            _experiment.Log);
    }

    public void Dispose() => _experiment.Dispose();

    private Dictionary<CheckpointId, Checkpoint> ShelfNow() =>
        _experiment.Checkpoints.Names.ToDictionary(id => id, id => _experiment.Checkpoints.TryGet(id, out Checkpoint? checkpoint) ? checkpoint : throw new InvalidOperationException($"{id} is gone"));
}

/// <summary>Which checkpoints a killed process left.</summary>
internal enum LeftCheckpoints
{
    /// <summary>None: they were in its memory.</summary>
    None,

    /// <summary>Those that it had when its last record was written, and nothing had come of that yet.</summary>
    BeforeTheEffects,

    /// <summary>Those that it had when it was about to write another record, so that there may be some that no record knows.</summary>
    BeforeTheNextRecord,
}
