using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>A trial of the population.</summary>
/// <param name="trial">The trial.</param>
/// <param name="configuration">Its configuration.</param>
/// <param name="step">The comparison that it starts from, 0 for a new one.</param>
internal sealed class PbtMember(TrialId trial, Configuration configuration, int step)
{
    public TrialId Trial { get; } = trial;

    public Configuration Configuration { get; } = configuration;

    /// <summary>The last comparison that it reached, in intervals; a copy has that of the trial that it copies.</summary>
    public int Step { get; private set; } = step;

    /// <summary>Its value at the comparison that it is about to reach.</summary>
    public double Value { get; set; } = double.NaN;

    /// <summary>The epoch of its latest checkpoint, null before the first.</summary>
    public int? Checkpoint { get; private set; }

    /// <summary>The epoch at which it was told to pause.</summary>
    public int Epoch { get; set; }

    /// <summary>It reached a comparison and left its checkpoint there.</summary>
    public void Arrive(int step)
    {
        Step = step;
        Checkpoint = Epoch;
    }
}
