using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Files;
using HpoActors.Stores;
using static HpoActors.Cluster.Coordinator.RegistryAnswers;

namespace HpoActors.Cluster.Coordinator;

/// <summary>The registry of a store: asks it from threads that may wait.</summary>
/// <param name="store">The store.</param>
/// <param name="term">How long an office holds without a sign of life.</param>
/// <param name="checkpoints">Where an experiment's checkpoints are kept that all nodes can reach, or null for none.</param>
internal sealed class StoreRegistry(IExperimentStore store, TimeSpan term, Func<string, CheckpointKeeper?> checkpoints) : IRegistry
{
    public void List(IActorRef to) => Answer(RegistryQuestion.List, "", to, () => new Listed([.. store.List().Where(e => e.CanGoOn).Select(e => e.Name)]));

    public void Make(string request, ExperimentSpec spec, IActorRef to) => Answer(RegistryQuestion.Make, request, to, () => new Made(request, Make(spec)));

    public void Take(string experiment, IActorRef to, CancellationToken gone) => Answer(RegistryQuestion.Take, experiment, to, () =>
    {
        StoredExperiment stored = store.Find(experiment) ?? throw new StoreException($"{store.Name} has no experiment {experiment}");
        ExperimentSpec spec = ExperimentText.Read(stored.Definition);
        IOffice office = store.TakeOffice(experiment, stored.Definition, Officer.Current, term);
        gone.Register(() => Free(office));
        return new Taken(office, spec, checkpoints(experiment));
    });

    public void Close(IOffice office, ExperimentPhase phase, IActorRef to) => Answer(RegistryQuestion.Close, office.Experiment, to, () =>
    {
        office.End(phase);
        office.Dispose();
        checkpoints(office.Experiment)?.DeleteAll();
        return new Closed(office.Experiment);
    });

    public void Free(IOffice office) => Task.Run(office.Dispose);

    public void Look(string experiment, IActorRef to) => Answer(RegistryQuestion.Look, experiment, to, () => new Looked(experiment, store.Find(experiment)?.CanGoOn == true));

    public void ReadFacts(string experiment, IActorRef to) => Answer(RegistryQuestion.Read, experiment, to, () =>
    {
        StoredExperiment stored = store.Find(experiment) ?? throw new ClusterException($"there is no experiment {experiment}");
        return new Read(experiment, ExperimentText.Read(stored.Definition), store.ReadFacts(experiment), stored.CanGoOn);
    });

    private static void Answer(RegistryQuestion question, string about, IActorRef to, Func<object> ask) => Task.Run(ask).PipeTo(
        to,
        failure: exception => new Problem(
            question,
            about,
            exception is StoreException or ClusterException or ExperimentChangedException or ExperimentFileException or InvalidOptionException or IOException
                ? exception.Message
                : $"{exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")}",
            exception is StoreException or IOException));

    // An office that nobody keeps writes the experiment down, and is free for the taking.
    private string Make(ExperimentSpec spec)
    {
        string name = spec.Name;
        StoredExperiment? known = store.Find(name);
        for (int number = 2; known is { CanGoOn: false }; number++)
        {
            name = $"{spec.Name}-{number}";
            known = store.Find(name);
        }

        string text = ExperimentText.Write(spec with { Name = name });
        if (known is null)
        {
            try
            {
                store.TakeOffice(name, text, Officer.Current, term).Dispose();
            }
            catch (OfficeTakenException) when (store.Find(name)?.Definition == text)
            {
                // The same question by another way, a moment earlier.
            }
        }
        else if (store.HasFacts(name))
        {
            ExperimentChangedException.ThrowIfOther(known, text, store);
        }

        return name;
    }
}
