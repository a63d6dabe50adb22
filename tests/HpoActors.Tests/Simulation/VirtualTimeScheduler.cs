using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace HpoActors.Tests.Simulation;

/// <summary>A system's clock and timers. Time stands still until the simulation moves it from one due timer to the next.</summary>
internal sealed class VirtualTimeScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Timer, (long Due, long Sequence)> _timers = new();
    private readonly Lock _gate = new();
    private long _sequence;
    private long _now;

    public VirtualTimeScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
        Runs = new RunQueue(config.GetInt("simulation.seed"));
    }

    /// <summary>What the system's dispatchers have to run.</summary>
    public RunQueue Runs { get; }

    /// <summary>The time since the system's start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public override TimeSpan MonotonicClock => Elapsed;

    public override TimeSpan HighResMonotonicClock => Elapsed;

    protected override DateTimeOffset TimeNow => Start + Elapsed;

    /// <summary>Moves to the next timer that is due by then and fires it.</summary>
    /// <returns>False where none is due by then.</returns>
    public bool FireNext(TimeSpan limit)
    {
        if (Take(limit.Ticks) is not { } timer)
        {
            return false;
        }

        timer.Fire();
        if (timer.Period is { } period && !timer.IsCancelled)
        {
            Add(period, timer);
        }

        return true;
    }

    /// <summary>Moves on to a time before which nothing is due any more.</summary>
    public void MoveTo(TimeSpan elapsed) => _now = Math.Max(_now, elapsed.Ticks);

    protected override void InternalScheduleTellOnce(TimeSpan delay, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(delay, new Timer(() => receiver.Tell(message, sender), cancelable, null));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, new Timer(() => receiver.Tell(message, sender), cancelable, interval));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, new Timer(action, cancelable, null));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, new Timer(action, cancelable, interval));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, new Timer(action.Run, cancelable, null));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, new Timer(action.Run, cancelable, interval));

    private void Add(TimeSpan delay, Timer timer)
    {
        lock (_gate)
        {
            _timers.Enqueue(timer, (_now + Math.Max(0, delay.Ticks), _sequence++));
        }
    }

    private Timer? Take(long limit)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out Timer? timer, out (long Due, long Sequence) key) && key.Due <= limit)
            {
                _timers.Dequeue();
                if (!timer.IsCancelled)
                {
                    _now = key.Due;
                    return timer;
                }
            }

            return null;
        }
    }

    private sealed record Timer(Action Fire, ICancelable? Cancelable, TimeSpan? Period)
    {
        public bool IsCancelled => Cancelable is { IsCancellationRequested: true };
    }
}
