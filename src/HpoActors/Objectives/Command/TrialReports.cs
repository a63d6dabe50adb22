using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Objectives.Command;

/// <summary>
/// Turns a program's reports into the trial's. A report without an epoch is of the epoch after the last one; a program that goes on from a checkpoint begins
/// with the epoch after the pause. Epochs that were reported before a pause are left out, since a program may start again from the beginning. A report without an epoch that is the trial's last is held until the program ends,
/// so that the last line is the value of a program that does not count epochs, however many lines it prints.
/// </summary>
internal sealed class TrialReports(TrialContext trial)
{
    private readonly int _first = trial.Checkpoint is null ? 1 : trial.FirstEpoch;
    private int _last;
    private Metrics? _held;
    private Metrics? _reported;
    private string? _otherNames;

    /// <summary>Takes a report.</summary>
    /// <returns>How the trial ends now, or null where the program goes on.</returns>
    public TrialOutcome? Take(ReportLine line)
    {
        if (!line.Metrics.TryGet(trial.Metric, out _))
        {
            _otherNames = string.Join(", ", line.Metrics.Select(m => m.Key));
            return null;
        }

        double next = line.Epoch ?? Math.Min(Math.Max(_last + 1, _first), trial.Epochs);
        if (Problem(next, line) is { } problem)
        {
            return TrialOutcome.Failed(FailureKind.UserError, problem);
        }

        bool repeated = LastIsReported;
        _last = (int)next;
        if (_last == trial.Epochs && line.Epoch is null)
        {
            _held = repeated ? null : line.Metrics;
            return null;
        }

        _held = null;
        return _last < trial.FirstEpoch ? null : Report(line.Metrics);
    }

    /// <summary>Reports what is held.</summary>
    /// <returns>A failure where the value is no number, else null.</returns>
    public TrialOutcome? Flush()
    {
        Metrics? held = _held;
        _held = null;
        return held is null ? null : Report(held);
    }

    /// <summary>What is wrong with a program that ended well, or null.</summary>
    public string? Missing =>
        _reported is not null ? null
        : $"the program ended without a report of '{trial.Metric}'; it has to print a line such as {{\"{trial.Metric}\": 0.2}}"
            + (_otherNames is null ? "" : $" (its last JSON line had {(_otherNames.Length == 0 ? "no number" : _otherNames)})");

    /// <summary>Whether the trial was told to pause.</summary>
    public bool IsPaused { get; private set; }

    private bool LastIsReported => _last == trial.Epochs && _held is null;

    private TrialOutcome? Report(Metrics metrics)
    {
        _reported = metrics;
        Verdict verdict = trial.Report(_last, metrics);
        IsPaused = verdict.Kind == VerdictKind.Pause;
        double value = metrics[trial.Metric];
        return !double.IsFinite(value) ? TrialOutcome.Failed(FailureKind.Diverged, $"{trial.Metric} was {value:R} at epoch {_last}")
            : verdict.Kind != VerdictKind.Continue && _last < trial.Epochs ? TrialOutcome.Completed
            : null;
    }

    private string? Problem(double epoch, ReportLine line)
    {
        if (line.Epoch is null)
        {
            // A summary may repeat the value. Another one would have to replace what is known already.
            return LastIsReported && _reported is { } known && !known[trial.Metric].Equals(line.Metrics[trial.Metric])
                ? $"the program reported {trial.Metric} again after epoch {_last}, the trial's last; report it before, or leave the epochs out of all reports"
                : null;
        }

        string? wrong = epoch != Math.Floor(epoch) || double.IsNaN(epoch) ? "which is no whole number"
            : epoch < 1 ? "and epochs count from 1"
            : epoch > trial.Epochs ? $"and the trial has {trial.Epochs} (HPO_EPOCHS; budget.epochs sets it)"
            : epoch <= _last && !(_held is not null && epoch == _last) ? $"after epoch {_last}; epochs have to rise"
            : null;
        return wrong is null ? null : $"the program reported epoch {epoch:R}, {wrong}";
    }
}
