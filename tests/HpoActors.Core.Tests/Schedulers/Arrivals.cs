using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Schedulers;

/// <summary>A scheduler and a stream of (trial, epoch, value); what it decides comes back as text. A trial that is told to pause has paused at once.</summary>
internal sealed class Arrivals(ITrialScheduler scheduler)
{
    private static readonly Configuration Any = new([KeyValuePair.Create("x", HyperparameterValue.Of(0.5))]);
    private int _proposed;

    public Arrivals(SchedulerSettings settings, int epochs, int? trials = null)
        : this(settings.Create(Experiments.Specs.Of(new Budget { Trials = trials, Epochs = epochs, TotalEpochs = 1_000_000 })))
    {
    }

    public ITrialScheduler Scheduler { get; } = scheduler;

    /// <summary>Proposes the next trials; their first milestones, <c>end</c> being the last epoch.</summary>
    public string Propose(int count = 1) => string.Join(' ', Enumerable.Range(0, count).Select(_ =>
    {
        TrialId trial = new(_proposed++);
        int first = Scheduler.FirstMilestone(trial, Any);
        Scheduler.OnProposed(trial, new Proposal(Any, new Reason("test")));
        Assert.Equal(first, Scheduler.FirstMilestone(trial, Any));
        return Epoch(first);
    }));

    /// <summary>A result: <c>pause</c>, <c>stop</c>, <c>to 9</c> or <c>to end</c>.</summary>
    public string At(int trial, int epoch, double value, bool letsGo = true)
    {
        Verdict verdict = Scheduler.OnMilestone(new TrialId(trial), epoch, value);
        if (verdict.Kind == VerdictKind.Pause && letsGo)
        {
            Scheduler.OnPaused(new TrialId(trial));
        }
        else if (verdict.Kind == VerdictKind.Stop)
        {
            End(trial, TrialState.Stopped);
        }

        return Text(verdict);
    }

    /// <summary>Results at one epoch, of trials in their order from <paramref name="first"/>.</summary>
    public string AllAt(int epoch, int first, params double[] values) => string.Join(", ", values.Select((value, i) => At(first + i, epoch, value)));

    /// <summary>All that it has to say about paused trials, done: <c>0 to 3, 4 stop</c>.</summary>
    public string Decide()
    {
        List<string> decisions = [];
        while (Scheduler.Next() is { } decision)
        {
            Assert.Equal(decision, Scheduler.Next());
            decisions.Add($"{decision.Trial} {Text(decision.Verdict)}");
            if (decision.Verdict.Kind == VerdictKind.Continue)
            {
                Scheduler.OnResumed(decision.Trial);
            }
            else
            {
                End(decision.Trial.Value, TrialState.Stopped);
            }
        }

        return string.Join(", ", decisions);
    }

    public void End(int trial, TrialState state = TrialState.Completed) => Scheduler.OnEnd(new TrialId(trial), state);

    public void Last() => Scheduler.OnLastProposed();

    private static string Text(Verdict verdict) => verdict.Kind switch
    {
        VerdictKind.Continue => $"to {Epoch(verdict.Until)}",
        VerdictKind.Pause => "pause",
        _ => "stop",
    };

    private static string Epoch(int epoch) => epoch == int.MaxValue ? "end" : $"{epoch}";
}
