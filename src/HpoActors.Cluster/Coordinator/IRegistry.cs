using Akka.Actor;
using HpoActors.Checkpoints;
using HpoActors.Core.Experiments;
using HpoActors.Protocol;
using HpoActors.Stores;

namespace HpoActors.Cluster.Coordinator;

/// <summary>A coordinator's view of its store. Nothing waits here: answers come as messages.</summary>
internal interface IRegistry
{
    /// <summary>Asks for all experiments that can go on: answered with <see cref="RegistryAnswers.Listed"/>, or <see cref="RegistryAnswers.Problem"/> about no experiment.</summary>
    void List(IActorRef to);

    /// <summary>Makes an experiment, or finds the one of its name and definition that can go on: answered with <see cref="RegistryAnswers.Made"/> or <see cref="RegistryAnswers.Problem"/> about the request.</summary>
    void Make(string request, ExperimentSpec spec, IActorRef to);

    /// <summary>Takes an experiment's office: answered with <see cref="RegistryAnswers.Taken"/> or <see cref="RegistryAnswers.Problem"/> about the experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="to">Who asks.</param>
    /// <param name="gone">Fires when that one is gone: then the office is given back, though it did not come to know that it had it.</param>
    void Take(string experiment, IActorRef to, CancellationToken gone);

    /// <summary>Writes down how an experiment ended and gives its office back. Answered with <see cref="RegistryAnswers.Closed"/>, or <see cref="RegistryAnswers.Problem"/> about the experiment.</summary>
    void Close(IOffice office, ExperimentPhase phase, IActorRef to);

    /// <summary>Gives an office back.</summary>
    void Free(IOffice office);

    /// <summary>Asks whether an experiment is over, or never was: answered with <see cref="RegistryAnswers.Looked"/>.</summary>
    void Look(string experiment, IActorRef to);

    /// <summary>Asks for the facts of an experiment that does not run here: answered with <see cref="RegistryAnswers.Read"/> or <see cref="RegistryAnswers.Problem"/>.</summary>
    void ReadFacts(string experiment, IActorRef to);
}

/// <summary>What a registry answers.</summary>
internal static class RegistryAnswers
{
    /// <summary>The experiments that can go on.</summary>
    public sealed record Listed(IReadOnlyList<string> Experiments) : ILocalMessage;

    /// <summary>The experiment is written down.</summary>
    /// <param name="Request">The request.</param>
    /// <param name="Experiment">Its name.</param>
    public sealed record Made(string Request, string Experiment) : ILocalMessage;

    /// <summary>The office is taken.</summary>
    /// <param name="Office">The office.</param>
    /// <param name="Spec">The experiment.</param>
    /// <param name="Checkpoints">Where its checkpoints are kept, or null.</param>
    public sealed record Taken(IOffice Office, ExperimentSpec Spec, CheckpointKeeper? Checkpoints) : ILocalMessage;

    /// <summary>The experiment's end is written down.</summary>
    public sealed record Closed(string Experiment) : ILocalMessage;

    /// <summary>Whether an experiment can go on.</summary>
    public sealed record Looked(string Experiment, bool CanGoOn) : ILocalMessage;

    /// <summary>An experiment's facts.</summary>
    /// <param name="Experiment">Its name.</param>
    /// <param name="Spec">The experiment.</param>
    /// <param name="Facts">The facts so far.</param>
    /// <param name="CanGoOn">Whether there may be more of them.</param>
    public sealed record Read(string Experiment, ExperimentSpec Spec, IReadOnlyList<ExperimentEvent> Facts, bool CanGoOn) : ILocalMessage;

    /// <summary>It did not work.</summary>
    /// <param name="Question">What was asked.</param>
    /// <param name="About">The experiment or the request, or "" for the list.</param>
    /// <param name="Text">One line.</param>
    /// <param name="IsForNow">Whether it may work later: the store is not to be reached, or another coordinator has the office.</param>
    public sealed record Problem(RegistryQuestion Question, string About, string Text, bool IsForNow) : ILocalMessage;
}

/// <summary>What a registry is asked.</summary>
internal enum RegistryQuestion
{
    /// <summary><see cref="IRegistry.List"/>.</summary>
    List,

    /// <summary><see cref="IRegistry.Make"/>.</summary>
    Make,

    /// <summary><see cref="IRegistry.Take"/>.</summary>
    Take,

    /// <summary><see cref="IRegistry.Close"/>.</summary>
    Close,

    /// <summary><see cref="IRegistry.Look"/>.</summary>
    Look,

    /// <summary><see cref="IRegistry.ReadFacts"/>.</summary>
    Read,
}
