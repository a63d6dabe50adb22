using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Stores;

namespace HpoActors.Cli.Stored;

/// <summary>An experiment as a store has it: what it is, all facts, and what they come to.</summary>
/// <param name="Stored">The store's entry.</param>
/// <param name="Facts">All facts in order.</param>
/// <param name="Result">How it ended or stands, with every trial, whatever <c>keep-trials</c> says.</param>
internal sealed record StoredRun(StoredExperiment Stored, IReadOnlyList<ExperimentEvent> Facts, ExperimentResult Result)
{
    /// <summary>Reads an experiment by name.</summary>
    /// <exception cref="StoreException">There is none of that name, or the store cannot be read.</exception>
    /// <exception cref="ExperimentFileException">What defines it is unknown to this version.</exception>
    public static StoredRun Read(IExperimentStore store, string name)
    {
        StoredExperiment stored = store.Find(name) ?? throw Unknown(store, name);
        return Read(store, stored);
    }

    /// <inheritdoc cref="Read(IExperimentStore, string)"/>
    public static StoredRun Read(IExperimentStore store, StoredExperiment stored)
    {
        // The store holds every fact: what was left out to keep memory flat is there again.
        ExperimentSpec spec = ExperimentText.Read(stored.Definition);
        Leaderboard board = new(spec with { KeepTrials = null });
        IReadOnlyList<ExperimentEvent> facts = store.ReadFacts(stored.Name);
        foreach (ExperimentEvent fact in facts)
        {
            board.Apply(fact);
        }

        // The store knows whether somebody is at it; the facts may say that it ended before the store was told.
        bool isOver = board.Phase is ExperimentPhase.Finished or ExperimentPhase.Exhausted or ExperimentPhase.Failed;
        ExperimentResult result = board.ToResult();
        return new StoredRun(stored, facts, result with { Spec = spec, Phase = isOver ? board.Phase : stored.Phase });
    }

    private static StoreException Unknown(IExperimentStore store, string name)
    {
        string[] names = [.. store.List().Select(experiment => experiment.Name)];
        return new StoreException(names.Length == 0
            ? $"{store.Name} has no experiment '{name}', nor any other"
            : $"{store.Name} has no experiment '{name}'{Nearest.Hint(name, names)} (hpo list shows all {names.Length})");
    }
}
