using System.Collections.Immutable;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Protocol;

/// <summary>What clients say to a cluster's coordinator, and its answers. A client asks again where no answer comes; every question may come twice.</summary>
internal static class ClientProtocol
{
    /// <summary>Client → coordinator: run this. Answered with <see cref="Accepted"/> or <see cref="Denied"/>. One of the same name and definition goes on.</summary>
    /// <param name="Text">What defines the experiment, as <see cref="Files.ExperimentText"/> writes it.</param>
    /// <param name="Request">Tells questions apart.</param>
    public sealed record Submit(string Text, string Request) : IHpoMessage;

    /// <summary>Coordinator → client: the experiment is written down and will run, whatever becomes of the coordinator.</summary>
    /// <param name="Request">The question.</param>
    /// <param name="Experiment">Its name: that of the text, with a number where one of that name has ended.</param>
    public sealed record Accepted(string Request, string Experiment) : IHpoMessage;

    /// <summary>Coordinator → client: no.</summary>
    /// <param name="Request">The question.</param>
    /// <param name="Problem">Why, in one line.</param>
    public sealed record Denied(string Request, string Problem) : IHpoMessage;

    /// <summary>Client → coordinator: the facts of an experiment from a number on. Answered with <see cref="Facts"/> or <see cref="Denied"/>.</summary>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="From">How many facts the client has.</param>
    /// <param name="Request">Tells questions apart.</param>
    public sealed record Follow(string Experiment, int From, string Request) : IHpoMessage;

    /// <summary>Coordinator → client: the next facts, as many as a message should hold.</summary>
    /// <param name="Request">The question.</param>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="From">The number of the first.</param>
    /// <param name="Events">The facts; the number of each is the same whoever is in office.</param>
    /// <param name="HasMore">Whether there are more already.</param>
    /// <param name="End">What is known when the experiment is over, all of its facts were told and its best model was measured; else null.</param>
    public sealed record Facts(string Request, string Experiment, int From, ImmutableArray<ExperimentEvent> Events, bool HasMore, Conclusion? End) : IHpoMessage;

    /// <summary>What facts do not say of an experiment that is over.</summary>
    /// <param name="Description">What the objective said of itself.</param>
    /// <param name="Lanes">The most lanes that a trainer had in use at once.</param>
    public sealed record Conclusion(ObjectiveDescription Description, int Lanes);

    /// <summary>Client → coordinator: end an experiment. Answered with <see cref="Accepted"/> or <see cref="Denied"/>.</summary>
    /// <param name="Experiment">The experiment.</param>
    /// <param name="Request">Tells questions apart.</param>
    public sealed record Cancel(string Experiment, string Request) : IHpoMessage;

    /// <summary>Client → coordinator: how does it stand? Answered with <see cref="Status"/>.</summary>
    /// <param name="Request">Tells questions apart.</param>
    public sealed record AskStatus(string Request) : IHpoMessage;

    /// <summary>Coordinator → client: how the cluster stands.</summary>
    /// <param name="Request">The question.</param>
    /// <param name="Coordinator">The coordinator in office.</param>
    /// <param name="Nodes">The trainer nodes.</param>
    /// <param name="Experiments">The experiments that run.</param>
    public sealed record Status(string Request, string Coordinator, ImmutableArray<NodeStatus> Nodes, ImmutableArray<ExperimentStatus> Experiments) : IHpoMessage;

    /// <summary>A trainer node.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Address">Where it is.</param>
    /// <param name="Devices">Its trainers.</param>
    /// <param name="SilentSeconds">How long ago it last said that it is there.</param>
    /// <param name="Problems">Experiments that cannot be run there, and why.</param>
    public sealed record NodeStatus(string Name, string Address, ImmutableArray<string> Devices, double SilentSeconds, ImmutableArray<string> Problems);

    /// <summary>An experiment that runs.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Office">The number of its office.</param>
    /// <param name="Proposed">Trials that wait for a trainer.</param>
    /// <param name="Running">Trials at trainers.</param>
    /// <param name="Paused">Trials that rest.</param>
    /// <param name="Ended">Trials that have ended.</param>
    /// <param name="Trials">The budget's trials, or null.</param>
    /// <param name="Best">The best value, or null.</param>
    public sealed record ExperimentStatus(string Name, long Office, int Proposed, int Running, int Paused, int Ended, int? Trials, double? Best);
}
