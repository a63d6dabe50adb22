using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Objectives;

/// <summary>Takes an attempt's reports and answers with verdicts.</summary>
public interface ITrialReporter
{
    /// <summary>Hands over the metrics of an epoch. Returns at once before the milestone; at the milestone it waits for the scheduler's verdict.</summary>
    /// <exception cref="OperationCanceledException">The attempt was cancelled meanwhile.</exception>
    Verdict Report(int epoch, Metrics metrics);
}

/// <summary>What an objective knows of the trial that it runs, and its way to report. Used by one thread at a time.</summary>
public sealed class TrialContext
{
    private readonly ITrialReporter _reporter;
    private Dictionary<string, double>? _attributes;
    private int _lastEpoch;
    private bool _over;

    /// <summary>The context of one attempt; reports go to <paramref name="reporter"/>.</summary>
    public TrialContext(ITrialReporter reporter)
    {
        _reporter = reporter ?? throw new ArgumentNullException(nameof(reporter));
    }

    /// <summary>The experiment's name.</summary>
    public required string Experiment { get; init; }

    /// <summary>The experiment's seed, for streams that all trials share, such as the order of the data.</summary>
    public required long Seed { get; init; }

    /// <summary>The trial.</summary>
    public required TrialId Trial { get; init; }

    /// <summary>1 for the first start, one more each time it goes on after a pause or is tried again.</summary>
    public required int Attempt { get; init; }

    /// <summary>The point of the search space to evaluate.</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>The metric that the experiment optimises; every report has to carry it.</summary>
    public required string Metric { get; init; }

    /// <summary>The core or GPU that the trial runs on.</summary>
    public required Device Device { get; init; }

    /// <summary>The first epoch to train: 1, or one more than the checkpoint's.</summary>
    public int FirstEpoch { get; init; } = 1;

    /// <summary>The trial's last epoch.</summary>
    public required int Epochs { get; init; }

    /// <summary>Where to go on from, or null to start afresh.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>Numbers about the trial as a whole, such as <c>parameters</c>; they travel with its end.</summary>
    public IDictionary<string, double> Attributes => _attributes ??= [];

    /// <summary>The trial's own stream for a purpose: the same for every attempt and on any trainer, whatever runs beside it.</summary>
    public RandomStream Random(string purpose) => RandomStream.For(Seed, purpose, Trial.Value);

    /// <summary>Reports an epoch's metrics. The verdict says whether to go on; after anything but Continue, return.</summary>
    /// <param name="epoch">The epoch, above all reported before and at most <see cref="Epochs"/>.</param>
    /// <param name="metrics">The metrics, the experiment's <see cref="Metric"/> among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The epoch is out of order.</exception>
    /// <exception cref="ArgumentException">The experiment's metric is missing.</exception>
    /// <exception cref="InvalidOperationException">The trial was told to pause or stop before.</exception>
    /// <exception cref="OperationCanceledException">The attempt was cancelled.</exception>
    public Verdict Report(int epoch, Metrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        if (_over)
        {
            throw new InvalidOperationException($"epoch {epoch} was reported after the trial had been told to end at epoch {_lastEpoch}; return when Report says so");
        }

        int lowest = Math.Max(_lastEpoch + 1, FirstEpoch);
        if (epoch < lowest || epoch > Epochs)
        {
            throw new ArgumentOutOfRangeException(nameof(epoch), epoch, $"epoch {epoch} was reported where {lowest} to {Epochs} could come");
        }

        if (!metrics.TryGet(Metric, out _))
        {
            throw new ArgumentException($"the report of epoch {epoch} lacks the experiment's metric '{Metric}' (it has: {string.Join(", ", metrics.Select(m => m.Key))})", nameof(metrics));
        }

        _lastEpoch = epoch;
        Verdict verdict = _reporter.Report(epoch, metrics);
        _over = verdict.Kind != VerdictKind.Continue;
        return verdict;
    }

    /// <summary>Reports the experiment's metric alone.</summary>
    /// <inheritdoc cref="Report(int, Metrics)"/>
    public Verdict Report(int epoch, double value) => Report(epoch, new Metrics(Metric, value));
}
