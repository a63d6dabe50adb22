using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers.Guarded;

/// <summary>A scheduler that says what it was told to and writes down what it hears.</summary>
internal sealed class Script(int first) : ITrialScheduler
{
    public static readonly Reason Why = new("script");

    private readonly Dictionary<int, Verdict> _verdicts = [];

    public List<string> Heard { get; } = [];

    public Decision? Decision { get; set; }

    public Verdict this[int epoch]
    {
        set => _verdicts[epoch] = value;
    }

    public int FirstMilestone(TrialId trial, Configuration configuration) => first;

    public void OnProposed(TrialId trial, Proposal proposal) => Heard.Add($"proposed {trial}");

    public void OnLastProposed() => Heard.Add("last");

    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        Heard.Add($"{epoch}: {value:R}");
        return _verdicts[epoch];
    }

    public void OnPaused(TrialId trial) => Heard.Add($"paused {trial}");

    public Decision? Next() => Decision;

    public void OnResumed(TrialId trial)
    {
        Decision = null;
        Heard.Add($"resumed {trial}");
    }

    public void OnEnd(TrialId trial, TrialState state)
    {
        Decision = null;
        Heard.Add($"end {state}");
    }
}
