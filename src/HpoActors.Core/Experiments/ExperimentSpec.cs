using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Fifo;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Experiments;

/// <summary>Whether a small or a large metric is good.</summary>
public enum Direction
{
    /// <summary>Smaller is better.</summary>
    Minimize,

    /// <summary>Larger is better.</summary>
    Maximize,
}

/// <summary>Which trials can be the best one.</summary>
public enum BestOf
{
    /// <summary>Those that completed.</summary>
    Completed,

    /// <summary>Those that completed or were stopped early.</summary>
    All,
}

/// <summary>Everything that defines an experiment. Immutable; the same specification with the same seed is the same experiment.</summary>
public sealed record ExperimentSpec
{
    /// <summary>The experiment's name.</summary>
    public required string Name { get; init; }

    /// <summary>The search space.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>The objective's registered name, such as <c>softmax</c>.</summary>
    public required string ObjectiveName { get; init; }

    /// <summary>The objective's options. Default: none.</summary>
    public OptionSet Objective { get; init; } = OptionSet.Empty;

    /// <summary>When the search ends. At least one limit besides the epochs a trial has to be set, or the space has to be finite for the searcher.</summary>
    public required Budget Budget { get; init; }

    /// <summary>The seed of all randomness. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The metric that is optimised. Default <c>validation_error</c>.</summary>
    public string Metric { get; init; } = "validation_error";

    /// <summary>Default minimize.</summary>
    public Direction Direction { get; init; } = Direction.Minimize;

    /// <summary>Default <c>random</c>.</summary>
    public SearcherSettings Searcher { get; init; } = new RandomSearcherSettings();

    /// <summary>Default <c>fifo</c>.</summary>
    public SchedulerSettings Scheduler { get; init; } = new FifoSchedulerSettings();

    /// <summary>The most attempts at a trial. Default 2.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>Kinds of failure that are retried besides a lost trainer, which always is. Default: out of memory.</summary>
    public IReadOnlyCollection<FailureKind> RetryOn { get; init; } = [FailureKind.OutOfMemory];

    /// <summary>The longest time for one attempt, or null (default) for no limit.</summary>
    public TimeSpan? TrialTimeout { get; init; }

    /// <summary>Default: the completed ones.</summary>
    public BestOf BestOf { get; init; } = BestOf.Completed;

    /// <summary>How many of the best trials stay in memory and in the result, or null (default) for all.</summary>
    public int? KeepTrials { get; init; }

    /// <summary>The last epoch of a trial of this configuration: its <c>epochs</c> where it has such a hyperparameter, else the budget's.</summary>
    public int EpochsOf(Configuration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration.GetInt32("epochs", Budget.Epochs);
    }

    /// <summary>The metric with the sign that makes smaller better.</summary>
    public double ToMinimize(double value) => Direction == Direction.Minimize ? value : -value;

    /// <summary>Checks what the parts cannot check alone.</summary>
    /// <exception cref="InvalidOptionException">Something does not fit; the key names what.</exception>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(Name))
        {
            throw new InvalidOptionException("name", "an experiment needs a name");
        }

        if (Space.Hyperparameters.FirstOrDefault(h => h.Name == "epochs") is { } epochs
            && !(epochs is IntHyperparameter { Min: >= 1, Max: <= int.MaxValue } or ChoiceHyperparameter or OrdinalHyperparameter or ConstantHyperparameter
                && epochs.Grid(1).All(v => v.Kind == ValueKind.Int && v.AsInt64() is >= 1 and <= int.MaxValue)))
        {
            throw new InvalidOptionException("space.epochs", "must be a whole number of at least 1: it is the number of epochs that a trial trains");
        }

        if (MaxAttempts < 1)
        {
            throw new InvalidOptionException("max-attempts", $"must be at least 1 (is {MaxAttempts})");
        }

        if (KeepTrials is < 1)
        {
            throw new InvalidOptionException("keep-trials", $"must be all or at least 1 (is {KeepTrials})");
        }

        if (TrialTimeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            throw new InvalidOptionException("trial-timeout", $"must be above 0 (is {timeout})");
        }

        Budget.Validate();
        Searcher.Create(Space);
        Scheduler.Create();
        if (!Budget.IsBounded && !Searcher.IsFinite)
        {
            throw new InvalidOptionException("budget", "the search would never end; set trials, total-epochs or wall-time");
        }
    }
}
