using System.Globalization;
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

/// <summary>What becomes of a configuration that was proposed before in the same experiment.</summary>
public enum DuplicatePolicy
{
    /// <summary>It becomes a trial as any other.</summary>
    Allow,

    /// <summary>It is replaced by one that is new; where there is none left, the search is exhausted.</summary>
    Forbid,

    /// <summary>It becomes a trial, and the searcher learns the mean of the configuration's results as one: for objectives with noise.</summary>
    Average,
}

/// <summary>In which order the searcher learns.</summary>
public enum TrialOrder
{
    /// <summary>As results arrive. Searchers that learn from results then depend on which trainer was faster.</summary>
    Arrival,

    /// <summary>
    /// As <see cref="ExperimentSpec.StrictLanes"/> imagined trainers of equal pace would deliver them, an epoch a unit of time: the same for any number of real ones.
    /// </summary>
    Strict,
}

/// <summary>A result of an earlier experiment.</summary>
/// <param name="Configuration">Its configuration, within the space.</param>
/// <param name="Value">Its value of the experiment's metric, in the metric's own direction.</param>
public sealed record KnownResult(Configuration Configuration, double Value);

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

    /// <summary>Its share where several experiments use the same trainers: one of weight 2 gets twice the device time of one of weight 1. Above 0; default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>How many attempts may fail: with the last of them the trial has failed. Going on after a pause costs none. Default 2.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>Kinds of failure that are retried besides a lost trainer, which always is. Default: out of memory.</summary>
    public IReadOnlyCollection<FailureKind> RetryOn { get; init; } = [FailureKind.OutOfMemory];

    /// <summary>The longest time for one attempt, or null (default) for no limit.</summary>
    public TimeSpan? TrialTimeout { get; init; }

    /// <summary>Default: the completed ones.</summary>
    public BestOf BestOf { get; init; } = BestOf.Completed;

    /// <summary>How many of the best trials stay in memory and in the result, or null (default) for all.</summary>
    public int? KeepTrials { get; init; }

    /// <summary>Configurations to evaluate first, in this order; the budget counts them. Default: none.</summary>
    public IReadOnlyList<Configuration> Points { get; init; } = [];

    /// <summary>Results of earlier experiments that the searcher knows from the start; they are no trials of this one. Default: none.</summary>
    public IReadOnlyList<KnownResult> WarmStart { get; init; } = [];

    /// <summary>Default: allow.</summary>
    public DuplicatePolicy Duplicates { get; init; } = DuplicatePolicy.Allow;

    /// <summary>Default: arrival.</summary>
    public TrialOrder Order { get; init; } = TrialOrder.Arrival;

    /// <summary>
    /// The most trials at a time. Null (default): for searchers that learn from results a tenth of the budget's trials, but one for each trainer, so that
    /// lanes do not take all trials before anything is learnt; no limit for others.
    /// </summary>
    public int? MaxConcurrent { get; init; }

    /// <summary>How many trials run at a time as far as a strict order is concerned, and so the most that do. Default 8.</summary>
    public int StrictLanes { get; init; } = 8;

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

        if (!(Weight > 0) || !double.IsFinite(Weight))
        {
            throw new InvalidOptionException("weight", string.Create(CultureInfo.InvariantCulture, $"must be a finite number above 0 (is {Weight})"));
        }

        if (MaxAttempts < 1)
        {
            throw new InvalidOptionException("max-attempts", $"must be at least 1 (is {MaxAttempts})");
        }

        if (KeepTrials is < 1)
        {
            throw new InvalidOptionException("keep-trials", $"must be all or at least 1 (is {KeepTrials})");
        }

        if (StrictLanes < 1)
        {
            throw new InvalidOptionException("strict-lanes", $"must be at least 1 (is {StrictLanes})");
        }

        if (MaxConcurrent is < 1)
        {
            throw new InvalidOptionException("max-concurrent", $"must be auto, unlimited or at least 1 (is {MaxConcurrent})");
        }

        for (int i = 0; i < Points.Count; i++)
        {
            if (Space.Problem(Points[i]) is { } problem)
            {
                throw new InvalidOptionException($"points[{i}]", $"is not in the space: it {problem}");
            }
        }

        for (int i = 0; i < WarmStart.Count; i++)
        {
            if (Space.Problem(WarmStart[i].Configuration) is { } problem)
            {
                throw new InvalidOptionException($"warm-start[{i}]", $"is not in the space: it {problem}");
            }
        }

        if (TrialTimeout is { } timeout && timeout <= TimeSpan.Zero)
        {
            throw new InvalidOptionException("trial-timeout", $"must be above 0 (is {timeout})");
        }

        if (Order == TrialOrder.Strict && !Scheduler.GoesWithStrictOrder)
        {
            throw new InvalidOptionException("order", $"strict does not go with scheduler = {Scheduler.Name}, which starts trials from the latest checkpoints of others");
        }

        Budget.Validate();
        Scheduler.CreateSearcher(this);
        Scheduler.Create(this);
        if (!Budget.IsBounded && !Searcher.IsFinite)
        {
            throw new InvalidOptionException("budget", "the search would never end; set trials, total-epochs or wall-time");
        }
    }
}
