using System.Text.Json.Serialization;
using HpoActors.Core.Experiments;
using HpoActors.Searcher;

namespace HpoActors.Protocol.Serialization;

/// <summary>The generated readers and writers of everything that travels.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SearcherProtocol.WorkRequested))]
[JsonSerializable(typeof(SearcherProtocol.TrialUpdates))]
[JsonSerializable(typeof(SearcherProtocol.Heartbeat))]
[JsonSerializable(typeof(SearcherProtocol.StopExperiment))]
[JsonSerializable(typeof(SearcherProtocol.Suspend), TypeInfoPropertyName = "SearcherSuspend")]
[JsonSerializable(typeof(SearcherProtocol.OfficeOver))]
[JsonSerializable(typeof(TrainerProtocol.HandBack))]
[JsonSerializable(typeof(PoolProtocol.Suspend), TypeInfoPropertyName = "PoolSuspend")]
[JsonSerializable(typeof(PoolProtocol.HandBackAll))]
[JsonSerializable(typeof(PoolProtocol.HandedBack))]
[JsonSerializable(typeof(PoolProtocol.AllHandedBack))]
[JsonSerializable(typeof(TrainerProtocol.Assign))]
[JsonSerializable(typeof(TrainerProtocol.VerdictReached))]
[JsonSerializable(typeof(TrainerProtocol.Acknowledged))]
[JsonSerializable(typeof(TrainerProtocol.StandDown))]
[JsonSerializable(typeof(TrainerProtocol.CancelExperiment))]
[JsonSerializable(typeof(TrainerProtocol.CloseExperiment))]
[JsonSerializable(typeof(TrainerProtocol.TestBest), TypeInfoPropertyName = "TrainerTestBest")]
[JsonSerializable(typeof(TrainerProtocol.BestTested))]
[JsonSerializable(typeof(TrainerProtocol.SearcherChanged))]
[JsonSerializable(typeof(PoolProtocol.Joined))]
[JsonSerializable(typeof(PoolProtocol.Refused))]
[JsonSerializable(typeof(PoolProtocol.Begin))]
[JsonSerializable(typeof(PoolProtocol.Finish))]
[JsonSerializable(typeof(PoolProtocol.Leave))]
[JsonSerializable(typeof(PoolProtocol.TestBest), TypeInfoPropertyName = "PoolTestBest")]
[JsonSerializable(typeof(PoolProtocol.WorkAnswered))]
[JsonSerializable(typeof(PoolProtocol.WorkAvailable))]
[JsonSerializable(typeof(PoolProtocol.TrainerReady))]
[JsonSerializable(typeof(ResultsProtocol.Facts))]
[JsonSerializable(typeof(ResultsProtocol.Conclude))]
[JsonSerializable(typeof(FactBatch))]
[JsonSerializable(typeof(ExperimentEvents.Started))]
[JsonSerializable(typeof(ExperimentEvents.TrialProposed))]
[JsonSerializable(typeof(ExperimentEvents.AttemptStarted))]
[JsonSerializable(typeof(ExperimentEvents.Reported))]
[JsonSerializable(typeof(ExperimentEvents.VerdictGiven))]
[JsonSerializable(typeof(ExperimentEvents.TrialPaused))]
[JsonSerializable(typeof(ExperimentEvents.TrialResumed))]
[JsonSerializable(typeof(ExperimentEvents.CheckpointLost))]
[JsonSerializable(typeof(ExperimentEvents.AttemptFailed))]
[JsonSerializable(typeof(ExperimentEvents.AttemptReturned))]
[JsonSerializable(typeof(ExperimentEvents.TrialEnded))]
[JsonSerializable(typeof(ExperimentEvents.SpaceExhausted))]
[JsonSerializable(typeof(ExperimentEvents.Ended))]
internal sealed partial class WireJson : JsonSerializerContext;
