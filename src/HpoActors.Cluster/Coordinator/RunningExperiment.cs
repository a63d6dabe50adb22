using Akka.Actor;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Protocol;
using HpoActors.Stores;

namespace HpoActors.Cluster.Coordinator;

/// <summary>An experiment that a coordinator runs: what it has to know beside the experiment's own actors.</summary>
internal sealed class RunningExperiment(ExperimentSpec spec, IOffice office, IActorRef actor, TaskCompletionSource<ExperimentResult> result)
{
    public ExperimentSpec Spec { get; } = spec;

    public IOffice Office { get; } = office;

    public IActorRef Actor { get; } = actor;

    public TaskCompletionSource<ExperimentResult> Result { get; } = result;

    /// <summary>All facts, in order; what clients follow.</summary>
    public List<ExperimentEvent> Facts { get; } = [];

    /// <summary>The facts as counts and the best trial.</summary>
    public Leaderboard Board { get; } = new(spec with { KeepTrials = 1 });

    /// <summary>What a node found out about the objective.</summary>
    public ObjectiveDescription Description { get; set; } = ObjectiveDescription.None;

    /// <summary>How it ended, once it has.</summary>
    public ExperimentResult? Ended { get; set; }

    public ClientProtocol.ExperimentStatus Status => new(
        Spec.Name,
        Office.Number,
        Board.CountOf(TrialState.Proposed),
        Board.CountOf(TrialState.Running),
        Board.CountOf(TrialState.Paused),
        Enum.GetValues<TrialState>().Where(state => state.IsFinal()).Sum(Board.CountOf),
        Spec.Budget.Trials,
        Board.Best?.Value);
}
