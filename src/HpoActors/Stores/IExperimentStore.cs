using Akka.Configuration;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;

namespace HpoActors.Stores;

/// <summary>
/// Where experiments outlive their processes: a list of them with who runs each, the journals of their facts, and their checkpoints. Thread-safe; every member may wait
/// for a disk or a server, so that no actor calls one inside a receive.
/// </summary>
/// <remarks>Every member throws <see cref="StoreException"/>, whose message is one line for people, where the store cannot be read or written.</remarks>
public interface IExperimentStore : IDisposable
{
    /// <summary>The file, or the server without its password: for messages.</summary>
    string Name { get; }

    /// <summary>Whether processes on several machines can use it at the same time.</summary>
    bool IsShared { get; }

    /// <summary>What an actor system needs to journal here: the plugins, and <c>hpo.journal.plugin</c> and <c>hpo.snapshot-store.plugin</c> that name them.</summary>
    Config Settings { get; }

    /// <summary>An experiment, or null where there is none of that name.</summary>
    StoredExperiment? Find(string name);

    /// <summary>All experiments, the oldest first.</summary>
    IReadOnlyList<StoredExperiment> List();

    /// <summary>
    /// Takes the office of an experiment: from now on the caller alone decides in it. Makes the experiment where there is none of that name.
    /// Each office has a higher number than all before it; facts are journalled under it.
    /// </summary>
    /// <param name="name">The experiment.</param>
    /// <param name="definition">What defines it, as <c>ExperimentText</c> writes it; the last one before its first fact is kept.</param>
    /// <param name="officer">Who takes it.</param>
    /// <param name="term">How long the office holds without a sign of life; it gives one three times as often by itself.</param>
    /// <exception cref="OfficeTakenException">Another process has it and is alive, or was until less than its term ago.</exception>
    IOffice TakeOffice(string name, string definition, Officer officer, TimeSpan term);

    /// <summary>All facts that are written down, in order, without an actor system.</summary>
    IReadOnlyList<ExperimentEvent> ReadFacts(string name);

    /// <summary>Whether anything was ever decided in an experiment. One that failed before, by a wrong option or missing data, may still be changed.</summary>
    bool HasFacts(string name);

    /// <summary>Where an experiment's checkpoints are kept, or null where the store leaves that to the settings.</summary>
    internal CheckpointKeeper? CheckpointsOf(string name);
}

/// <summary>An experiment in a store.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Definition">What defines it, as <c>ExperimentText</c> writes it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Phase">How it ended; <see cref="ExperimentPhase.Running"/> while an officer is at it, <see cref="ExperimentPhase.Interrupted"/> where none is and it can go on.</param>
/// <param name="Officer">Who has its office, or had it last.</param>
/// <param name="Office">The number of the last office.</param>
/// <param name="SeenAt">The officer's last sign of life.</param>
/// <param name="CanGoOn">Whether it has not ended: <see cref="IOffice.End"/> was not said.</param>
public sealed record StoredExperiment(
    string Name, string Definition, DateTimeOffset CreatedAt, ExperimentPhase Phase, Officer Officer, long Office, DateTimeOffset SeenAt, bool CanGoOn);

/// <summary>A process that runs experiments.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Process">The process id.</param>
/// <param name="StartedAt">When the process started: an id may be in use again.</param>
public sealed record Officer(string Host, int Process, DateTimeOffset StartedAt)
{
    /// <summary>This process.</summary>
    public static Officer Current { get; } = Make();

    /// <summary>For messages.</summary>
    public override string ToString() => $"process {Process} on {Host}";

    private static Officer Make()
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return new Officer(Environment.MachineName, process.Id, process.StartTime.ToUniversalTime());
    }
}

/// <summary>The right to decide in an experiment. Disposed, it is free at once; a process that dies leaves it free too.</summary>
public interface IOffice : IDisposable
{
    /// <summary>The experiment.</summary>
    string Experiment { get; }

    /// <summary>1 for the experiment's first office, 2 for the next, …</summary>
    long Number { get; }

    /// <summary>Fires when another one took the office.</summary>
    CancellationToken Lost { get; }

    /// <summary>Fires when no sign of life could be given for the office's term: the store does not answer, or this process was starved. It may still be this one's.</summary>
    CancellationToken Silent { get; }

    /// <summary>Writes down how the experiment ended; it does not go on any more. <see cref="ExperimentPhase.Interrupted"/> says that it was cancelled.</summary>
    void End(ExperimentPhase phase);

    /// <summary>
    /// Forgets the experiment where nothing was ever decided in it, as where it could not begin. Where the store is not to be reached, the experiment stays in it, without facts.
    /// </summary>
    void Withdraw();
}
