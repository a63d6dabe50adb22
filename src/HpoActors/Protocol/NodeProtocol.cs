using System.Collections.Immutable;
using Akka.Actor;
using HpoActors.Core.Objectives;

namespace HpoActors.Protocol;

/// <summary>
/// What trainer nodes and the coordinator in office say to each other. A node announces itself again and again, with what it has open; the coordinator opens there what is
/// missing and closes what is over. Everything may be lost, doubled or late.
/// </summary>
internal static class NodeProtocol
{
    /// <summary>Node → coordinator, every announce interval: I am here.</summary>
    /// <param name="Node">The node's name; the prefix of its trainers' names.</param>
    /// <param name="NodeRef">The node.</param>
    /// <param name="Pool">Its trainers' pool.</param>
    /// <param name="Devices">Its trainers, such as <c>cpu:0</c>.</param>
    /// <param name="Open">The experiments that are open there.</param>
    public sealed record NodeAlive(string Node, IActorRef NodeRef, IActorRef Pool, ImmutableArray<string> Devices, ImmutableArray<OpenThere> Open) : IHpoMessage;

    /// <summary>Coordinator → node: you are known.</summary>
    /// <param name="Coordinator">The name of the coordinator in office.</param>
    public sealed record NodeKnown(string Coordinator) : IHpoMessage;

    /// <summary>An experiment that is open on a node.</summary>
    /// <param name="Experiment">Its name.</param>
    /// <param name="Office">The office that the node knows of.</param>
    /// <param name="Searcher">The searcher that its trainers follow; one that starts again in its office is another.</param>
    public sealed record OpenThere(string Experiment, long Office, IActorRef Searcher);

    /// <summary>Coordinator → node: take part in an experiment, or follow its new searcher. Answered with <see cref="Opened"/> or <see cref="NotOpened"/>.</summary>
    /// <param name="Experiment">Its name.</param>
    /// <param name="Text">What defines it, as <see cref="Files.ExperimentText"/> writes it.</param>
    /// <param name="Searcher">Its searcher.</param>
    /// <param name="Office">The number of the searcher's office; an older one than is known changes nothing.</param>
    public sealed record Open(string Experiment, string Text, IActorRef Searcher, long Office) : IHpoMessage;

    /// <summary>Node → coordinator: the experiment's trainers here ask its searcher for work.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Office">The office that it follows.</param>
    /// <param name="Description">What the objective says of itself.</param>
    public sealed record Opened(string Node, string Experiment, long Office, ObjectiveDescription Description) : IHpoMessage;

    /// <summary>Node → coordinator: the experiment cannot be run here.</summary>
    /// <param name="Node">The node.</param>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Problem">Why, in one line.</param>
    public sealed record NotOpened(string Node, string Experiment, string Problem) : IHpoMessage;

    /// <summary>Coordinator → node: the experiment is over; let all of it go.</summary>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Office">The coordinator's office; where the node knows a later one, it stays open.</param>
    public sealed record Close(string Experiment, long Office) : IHpoMessage;

    /// <summary>Node → coordinator: nothing is in my hands any more, and I go.</summary>
    /// <param name="Node">The node.</param>
    public sealed record NodeLeaves(string Node) : IHpoMessage;
}
