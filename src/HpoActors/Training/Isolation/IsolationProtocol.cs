using System.Collections.Immutable;
using System.Text.Json.Serialization;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Training.Isolation;

/// <summary>
/// What a node and the process of one of its trainers tell each other: the doings of an executor, its jobs by number. What is in an <see cref="ExecutorProtocol"/> and
/// names no job travels as it is there.
/// </summary>
internal static class IsolationProtocol
{
    /// <summary>The version of all of these; both sides are of one program.</summary>
    public const int Version = 1;

    /// <summary>Node → process, first of all: the device to train on.</summary>
    public sealed record Begin(Device Device);

    /// <summary>Node → process, before the first job of an experiment: its text.</summary>
    public sealed record Open(string Text);

    /// <summary>Node → process: a job, its checkpoint's bytes behind it.</summary>
    /// <param name="Job">The job's number.</param>
    /// <param name="Experiment">Its experiment.</param>
    /// <param name="Assignment">What to run, up to the milestone that is next by now.</param>
    /// <param name="Pack">The pack that it is a lane of, or null.</param>
    /// <param name="MostLanes">The most lanes beside each other, or null.</param>
    /// <param name="Format">The format of the checkpoint that it goes on from, or null where there is none.</param>
    public sealed record Run(int Job, string Experiment, Assignment Assignment, PackKey? Pack, int? MostLanes, string? Format);

    /// <summary>Node → process: the verdict at a milestone.</summary>
    public sealed record Judge(int Job, int Epoch, Verdict Verdict);

    /// <summary>Node → process: pause at the next report, to be handed back.</summary>
    public sealed record Leave(int Job);

    /// <summary>Node → process: nobody wants it any more.</summary>
    public sealed record Cancel(int Job);

    /// <summary>Node → process: measure the model whose checkpoint's bytes are behind it.</summary>
    public sealed record Measure(string Experiment, string Format);

    /// <summary>Node → process: let an experiment's objective go.</summary>
    public sealed record Close(string Experiment);

    /// <summary>Process → node, first of all: what the program is.</summary>
    public sealed record Ready(int Version);

    /// <summary>Process → node: the thread is at these jobs now, and at no others.</summary>
    public sealed record At(ImmutableArray<int> Jobs);

    /// <summary>Process → node: <see cref="ExecutorProtocol.JobStarted"/>.</summary>
    public sealed record Started(int Job);

    /// <summary>Process → node: <see cref="ExecutorProtocol.JobWaits"/>.</summary>
    public sealed record Waits(int Job);

    /// <summary>Process → node: <see cref="ExecutorProtocol.JobReported"/>.</summary>
    public sealed record Reported(int Job, TrialReport Report, double Seconds);

    /// <summary>Process → node: <see cref="ExecutorProtocol.JobEnded"/>, its checkpoint's bytes behind it.</summary>
    /// <param name="Job">The job's number.</param>
    /// <param name="IsCancelled">Whether it came back without an outcome.</param>
    /// <param name="IsHandedBack">Whether it paused to be handed back.</param>
    /// <param name="Failure">Why it failed, or null.</param>
    /// <param name="Format">The format of the checkpoint, or null where there is none.</param>
    /// <param name="Seconds">What the objective spent.</param>
    /// <param name="Attributes">Numbers about the trial as a whole.</param>
    /// <param name="IsNews">Whether it belongs to the <see cref="News"/> before it.</param>
    public sealed record Ended(
        int Job, bool IsCancelled, bool IsHandedBack, TrialFailure? Failure, string? Format, double Seconds, Metrics Attributes, bool IsNews);

    /// <summary>Process → node: <see cref="ExecutorProtocol.LanesNews"/>, of which so many ends follow.</summary>
    public sealed record News(string Experiment, int Lanes, ImmutableArray<Reported> Reports, int Ends);
}

/// <summary>The generated readers and writers of what goes over the pipes.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(IsolationProtocol.Begin))]
[JsonSerializable(typeof(IsolationProtocol.Open))]
[JsonSerializable(typeof(IsolationProtocol.Run))]
[JsonSerializable(typeof(IsolationProtocol.Judge))]
[JsonSerializable(typeof(IsolationProtocol.Leave))]
[JsonSerializable(typeof(IsolationProtocol.Cancel))]
[JsonSerializable(typeof(IsolationProtocol.Measure))]
[JsonSerializable(typeof(IsolationProtocol.Close))]
[JsonSerializable(typeof(IsolationProtocol.Ready))]
[JsonSerializable(typeof(IsolationProtocol.At))]
[JsonSerializable(typeof(IsolationProtocol.Started))]
[JsonSerializable(typeof(IsolationProtocol.Waits))]
[JsonSerializable(typeof(IsolationProtocol.Reported))]
[JsonSerializable(typeof(IsolationProtocol.Ended))]
[JsonSerializable(typeof(IsolationProtocol.News))]
[JsonSerializable(typeof(ExecutorProtocol.SessionLimit))]
[JsonSerializable(typeof(ExecutorProtocol.Tested))]
[JsonSerializable(typeof(ExecutorProtocol.NotPinned))]
[JsonSerializable(typeof(ExecutorProtocol.NotClosed))]
internal sealed partial class PipeJson : JsonSerializerContext;
