using HpoActors.Core.Experiments;

namespace HpoActors.Core.Schedulers.Guarded;

/// <summary>What the guards know of a trial.</summary>
internal sealed class GuardedTrial(int schedulerMilestone)
{
    private double _record = double.PositiveInfinity;
    private int _recordEpoch;
    private double _best = double.PositiveInfinity;

    /// <summary>Where the guarded scheduler wants to be asked next.</summary>
    public int SchedulerMilestone { get; set; } = schedulerMilestone;

    /// <summary>Why the guarded scheduler stopped it, while it trains on to the fewest epochs; else null.</summary>
    public Reason? GivenUp { get; set; }

    /// <summary>The last epoch at which it was asked about, 0 before the first.</summary>
    public int Epoch { get; private set; }

    /// <summary>Takes a value and says which guard it breaks, or null.</summary>
    /// <param name="guards">The guards.</param>
    /// <param name="direction">The metric's direction.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="value">The value there, to be minimised; NaN is worse than any number.</param>
    public Reason? Take(GuardOptions guards, Direction direction, int epoch, double value)
    {
        double sign = direction == Direction.Minimize ? 1 : -1;
        value = double.IsNaN(value) ? double.PositiveInfinity : value;
        _recordEpoch = Epoch == 0 ? epoch : _recordEpoch;
        Epoch = epoch;
        _best = Math.Min(_best, value);
        if (value < _record - guards.MinDelta)
        {
            (_record, _recordEpoch) = (value, epoch);
        }

        return guards.Threshold is { } threshold && value > sign * threshold ? new Reason("threshold", $"{sign * value:R} is worse than {threshold:R}")
            : guards.Divergence is { } divergence && value > _best + divergence ? new Reason("divergence", $"{sign * value:R} is worse than its best, {sign * _best:R}, by more than {divergence:R}")
            : guards.Patience is { } patience && epoch - _recordEpoch >= patience ? new Reason("patience", $"no better than {sign * _record:R} since epoch {_recordEpoch}")
            : null;
    }
}
