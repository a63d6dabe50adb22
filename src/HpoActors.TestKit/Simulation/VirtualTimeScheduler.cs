using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using Akka.Event;

namespace HpoActors.TestKit.Simulation;

/// <summary>A system's clock and timers. Time stands still until the simulation moves it from one due timer to the next.</summary>
internal sealed class VirtualTimeScheduler : SchedulerBase, IDateTimeOffsetNowTimeProvider
{
    /// <summary>When every simulation starts.</summary>
    public static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly PriorityQueue<Timer, Due> _timers = new();
    private readonly Lock _gate = new();
    private long _sequence;
    private long _now;
    private int _names;

    /// <summary>Made by Akka from the configuration.</summary>
    public VirtualTimeScheduler(Config config, ILoggingAdapter log)
        : base(config, log)
    {
        Runs = new RunQueue(config.GetLong("simulation.seed"));
    }

    /// <summary>What the system's dispatchers have to run.</summary>
    public RunQueue Runs { get; }

    /// <summary>What becomes of messages on their way, or null.</summary>
    public Func<SimulatedMessage, IReadOnlyList<TimeSpan>>? Network { get; set; }

    /// <summary>The nodes that the system's actors are on, or null where all are on one.</summary>
    public ISimulatedNodes? Nodes { get; set; }

    /// <summary>What the system's journal and snapshot store keep.</summary>
    public SimulatedStore Store { get; } = new();

    /// <summary>The time since the system's start.</summary>
    public TimeSpan Elapsed => TimeSpan.FromTicks(_now);

    public override TimeSpan MonotonicClock => Elapsed;

    public override TimeSpan HighResMonotonicClock => Elapsed;

    protected override DateTimeOffset TimeNow => Start + Elapsed;

    /// <summary>1, 2, … for what has no name of its own.</summary>
    public int NextName() => ++_names;

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
        Add(delay, new Telling(receiver, message, sender, cancelable, null));

    protected override void InternalScheduleTellRepeatedly(
        TimeSpan initialDelay, TimeSpan interval, ICanTell receiver, object message, IActorRef sender, ICancelable cancelable) =>
        Add(initialDelay, new Telling(receiver, message, sender, cancelable, interval));

    protected override void InternalScheduleOnce(TimeSpan delay, Action action, ICancelable cancelable) =>
        Add(delay, new Calling(action, cancelable, null));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, Action action, ICancelable cancelable) =>
        Add(initialDelay, new Calling(action, cancelable, interval));

    protected override void InternalScheduleOnce(TimeSpan delay, IRunnable action, ICancelable cancelable) =>
        Add(delay, new Calling(action.Run, cancelable, null));

    protected override void InternalScheduleRepeatedly(TimeSpan initialDelay, TimeSpan interval, IRunnable action, ICancelable cancelable) =>
        Add(initialDelay, new Calling(action.Run, cancelable, interval));

    private void Add(TimeSpan delay, Timer timer)
    {
        // While a system starts, timers come from the thread pool.
        lock (_gate)
        {
            _timers.Enqueue(timer, new Due(_now + Math.Max(0, delay.Ticks), _sequence++));
        }
    }

    private Timer? Take(long limit)
    {
        lock (_gate)
        {
            while (_timers.TryPeek(out Timer? timer, out Due due) && due.Ticks <= limit)
            {
                _timers.Dequeue();
                if (!timer.IsCancelled)
                {
                    _now = due.Ticks;
                    return timer;
                }
            }

            return null;
        }
    }

    // Timers of one time fire in the order of their making.
    private readonly record struct Due(long Ticks, long Sequence) : IComparable<Due>
    {
        public int CompareTo(Due other) => Ticks != other.Ticks ? Ticks.CompareTo(other.Ticks) : Sequence.CompareTo(other.Sequence);
    }

    private abstract class Timer(ICancelable? cancelable, TimeSpan? period)
    {
        public TimeSpan? Period { get; } = period;

        public bool IsCancelled => cancelable is { IsCancellationRequested: true };

        public abstract void Fire();
    }

    private sealed class Telling(ICanTell receiver, object message, IActorRef sender, ICancelable? cancelable, TimeSpan? period) : Timer(cancelable, period)
    {
        public override void Fire() => receiver.Tell(message, sender);
    }

    private sealed class Calling(Action action, ICancelable? cancelable, TimeSpan? period) : Timer(cancelable, period)
    {
        public override void Fire() => action();
    }
}
