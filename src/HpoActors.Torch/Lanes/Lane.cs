using HpoActors.Core.Objectives;

namespace HpoActors.Torch.Lanes;

/// <summary>A trial in a session.</summary>
internal sealed class Lane(TrialContext trial, LaneModel model)
{
    public TrialContext Trial { get; } = trial;

    public LaneModel Model { get; } = model;

    public int NextEpoch { get; set; } = trial.FirstEpoch;
}
