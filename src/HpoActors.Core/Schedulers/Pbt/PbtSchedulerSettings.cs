using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Pbt;

/// <summary>
/// <c>scheduler = pbt</c> or <c>scheduler { type = pbt, population = 10, interval = auto, quantile = 0.25, resample = 0.25, factors = [0.8, 1.2], mutate = [learning_rate],
/// synchronous = true }</c>.
/// </summary>
public sealed record PbtSchedulerSettings : SchedulerSettings
{
    /// <summary>How many trials live at a time, at least 2. Default 10, the least for which the paper reports gains; it used 10 to 80.</summary>
    public int Population { get; init; } = 10;

    /// <summary>The epochs between two comparisons, at least 1. Null (default): a tenth of a trial's epochs, rounded up, so that there are about ten.</summary>
    public int? Interval { get; init; }

    /// <summary>The share of the population that is replaced at a comparison, and of that which is copied, rounded down; above 0 and at most 0.5. Default 0.25 (paper: 0.2).</summary>
    public double Quantile { get; init; } = 0.25;

    /// <summary>The probability that a hyperparameter of a copy is drawn from its prior instead of being moved, in [0, 1]. Default 0.25, as in Ray and Syne Tune.</summary>
    public double Resample { get; init; } = 0.25;

    /// <summary>What numbers are multiplied by, one of them at random, each above 0. Default 0.8 and 1.2, as in the paper.</summary>
    public IReadOnlyList<double> Factors { get; init; } = [0.8, 1.2];

    /// <summary>
    /// Which hyperparameters may change in a copy. Null (default): all floats, such as a learning rate. Others often shape the model, which a checkpoint cannot follow;
    /// name those that do not.
    /// </summary>
    public IReadOnlyList<string>? Mutate { get; init; }

    /// <summary>
    /// Whether trials go on from a comparison when all of the population have reached it (default): then the search is the same for any number of trainers. Otherwise
    /// those that have reached it are compared among themselves, and nobody waits.
    /// </summary>
    public bool Synchronous { get; init; } = true;

    /// <inheritdoc/>
    public override string Name => "pbt";

    /// <summary>No: a trial that pauses to wait for its verdict would leave a checkpoint that is ahead of the one that a copy starts from.</summary>
    public override bool GoesWithStrictOrder => false;

    /// <inheritdoc/>
    public override ITrialScheduler Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return new PbtScheduler(spec.Space, spec.Budget.Epochs, spec.Budget.Trials, this);
    }

    /// <summary>The places of the hyperparameters that may change.</summary>
    /// <exception cref="InvalidOptionException">An option is out of its range or does not fit the space.</exception>
    internal int[] Validated(SearchSpace space)
    {
        Check(Population >= 2, "population", $"must be at least 2 (is {Population})");
        Check(Interval is null or >= 1, "interval", $"must be auto or at least 1 (is {Interval})");
        Check(Quantile is > 0 and <= 0.5, "quantile", $"must be above 0 and at most 0.5 (is {Quantile})");
        Check(Resample is >= 0 and <= 1, "resample", $"must lie in [0, 1] (is {Resample})");
        Check(Factors.Count > 0 && Factors.All(f => f > 0 && double.IsFinite(f)), "factors", $"must be finite numbers above 0 (is [{string.Join(", ", Factors)}])");
        IReadOnlyList<Hyperparameter> all = space.Hyperparameters;
        if (Mutate is null)
        {
            int[] floats = [.. space.Searched.Where(i => all[i] is FloatHyperparameter)];
            Check(floats.Length > 0, "mutate", "the space has no float that could change in a copy; name the hyperparameters that do not shape the model");
            return floats;
        }

        Check(Mutate.Count > 0, "mutate", "is empty; name the hyperparameters that may change in a copy, or leave it out for all floats");
        return [.. Mutate.Distinct(StringComparer.Ordinal).Select(PlaceOf)];

        int PlaceOf(string name)
        {
            int place = space.Searched.FirstOrDefault(i => all[i].Name == name, -1);
            Check(place >= 0, "mutate", $"'{name}' is no hyperparameter with more than one value{Nearest.Hint(name, space.Searched.Select(i => all[i].Name))}");
            Check(name != "epochs", "mutate", "epochs cannot change in a copy: it goes on where another trial is");
            return place;
        }
    }

    private static void Check(bool holds, string key, string problem)
    {
        if (!holds)
        {
            throw new InvalidOptionException($"scheduler.{key}", problem);
        }
    }
}
