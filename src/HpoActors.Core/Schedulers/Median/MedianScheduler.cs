using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Schedulers.Median;

/// <summary>
/// The median stopping rule (Golovin, Solnik, Moitra, Kochanski, Karro and Sculley, "Google Vizier: a service for black-box optimization", KDD 2017): a trial
/// stops at an epoch where the best value that it had so far is worse than the median of the other trials' running averages up to that epoch. It assumes no
/// form of the learning curves and has nothing to tune; what it saves is about half of the epochs at most.
/// </summary>
/// <remarks>
/// <para>
/// Every trial that reached the epoch counts, the stopped ones included; the paper takes completed trials alone, which says nothing while the first ones run.
/// The median of an even number is the mean of the two in the middle; equal to it is not worse. Averages are over the epochs at which the scheduler was asked.
/// NaN is worse than any number. A verdict costs O(log n) with n trials at the epoch.
/// </para>
/// <para>
/// Elsewhere: Optuna compares the best so far with the median of the others' values at that very epoch, of completed trials alone, after 5 of these, without
/// warm-up. Ray compares with running averages from a time on, by default after 60 seconds and 3 other trials. Katib compares averages with 3 completed trials
/// and from the 4th report on. Syne Tune compares running averages by rank. Here: 5 completed trials, so that some learning curves are known to their end; 1
/// epoch of warm-up, since the first says little; 3 others at the epoch, below which a median is but a trial.
/// </para>
/// </remarks>
public sealed class MedianScheduler : ITrialScheduler
{
    private readonly MedianSchedulerSettings _settings;
    private readonly Dictionary<TrialId, LearningCurve> _curves = [];
    private readonly Dictionary<int, RunningMedian> _epochs = [];
    private int _completed;

    /// <summary>A scheduler that has seen no trial.</summary>
    /// <param name="settings">The options; null for the defaults.</param>
    /// <exception cref="InvalidOptionException">An option is out of its range.</exception>
    public MedianScheduler(MedianSchedulerSettings? settings = null) => _settings = (settings ?? new MedianSchedulerSettings()).Validated();

    /// <inheritdoc/>
    public int FirstMilestone(TrialId trial, Configuration configuration) => _settings.Interval;

    /// <inheritdoc/>
    public void OnProposed(TrialId trial, Proposal proposal) => _curves.Add(trial, new LearningCurve());

    /// <inheritdoc/>
    public void OnLastProposed()
    {
    }

    /// <inheritdoc/>
    public Verdict OnMilestone(TrialId trial, int epoch, double value)
    {
        LearningCurve curve = _curves[trial];
        curve.Add(value);
        if (!_epochs.TryGetValue(epoch, out RunningMedian? others))
        {
            _epochs.Add(epoch, others = new RunningMedian());
        }

        Verdict verdict = Judge(curve, epoch, others);
        others.Add(curve.Average);
        return verdict;
    }

    /// <inheritdoc/>
    public void OnPaused(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public Decision? Next() => null;

    /// <inheritdoc/>
    public void OnResumed(TrialId trial)
    {
    }

    /// <inheritdoc/>
    public void OnEnd(TrialId trial, TrialState state)
    {
        _curves.Remove(trial);
        _completed += state == TrialState.Completed ? 1 : 0;
    }

    private Verdict Judge(LearningCurve curve, int epoch, RunningMedian others)
    {
        int next = epoch > int.MaxValue - _settings.Interval ? int.MaxValue : epoch + _settings.Interval;
        if (epoch <= _settings.WarmUp)
        {
            return Verdict.Continue(next, new Reason("warm-up", $"{epoch} of {_settings.WarmUp} epochs"));
        }

        if (_completed < _settings.Startup)
        {
            return Verdict.Continue(next, new Reason("startup", $"{_completed} of {_settings.Startup} completed"));
        }

        if (others.Count < _settings.MinValues)
        {
            return Verdict.Continue(next, new Reason("median", $"{others.Count} of {_settings.MinValues} others at epoch {epoch}"));
        }

        double median = others.Median;
        return curve.Best > median
            ? Verdict.Stop(new Reason("median", $"best {curve.Best:R} is worse than {median:R} of {others.Count}"))
            : Verdict.Continue(next, new Reason("median", $"best {curve.Best:R} against {median:R} of {others.Count}"));
    }
}
