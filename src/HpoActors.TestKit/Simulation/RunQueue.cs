using Akka.Dispatch;
using HpoActors.Core.Randomness;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// What the dispatchers of one simulated system have to run. While the system starts, runs pass through to the thread pool; from then on they are queued and
/// the simulation's thread takes them in an order that the seed decides.
/// </summary>
/// <remarks>The simulation's own thread takes no lock; what other threads bring waits apart, is counted, and joins between two runs.</remarks>
internal sealed class RunQueue(long seed)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _changed = new();
    private readonly List<IRunnable> _brought = [];
    private IRunnable[] _waiting = new IRunnable[64];
    private int _count;
    private RandomStream _order = RandomStream.For(seed, "interleaving");
    private bool _queueing;
    private int _passing;
    private int _thread;
    private volatile bool _hasBrought;

    /// <summary>Runs that came from another thread than the simulation's: each makes a trace that does not repeat.</summary>
    public int Foreign { get; private set; }

    /// <summary>How many runs were taken since <see cref="TakeOver"/>. A run is one message, or an actor's start or stop.</summary>
    public long Taken { get; private set; }

    public void Add(IRunnable run)
    {
        if (_queueing && Environment.CurrentManagedThreadId == _thread)
        {
            Push(run);
        }
        else
        {
            AddFromOutside(run);
        }
    }

    /// <summary>Ends the passing through, and settles what the system's start left to do, so that every simulation begins alike.</summary>
    public void TakeOver()
    {
        lock (_gate)
        {
            _thread = Environment.CurrentManagedThreadId;
            _queueing = true;
        }

        DrainUntil(() => _passing == 0);
        _order = RandomStream.For(seed, "interleaving");
        Foreign = 0;
        Taken = 0;
    }

    /// <summary>Does something whose runs may not wait for their turn, such as the start of an actor that the caller waits for.</summary>
    public void PassThrough(Action action)
    {
        lock (_gate)
        {
            _queueing = false;
        }

        try
        {
            action();
        }
        finally
        {
            WaitUntil(() => _passing == 0, () => { });
            lock (_gate)
            {
                _queueing = true;
            }
        }
    }

    /// <summary>Runs until nothing is left.</summary>
    public void RunAll()
    {
        _thread = Environment.CurrentManagedThreadId;
        do
        {
            while (_count > 0)
            {
                Take().Run();
            }
        }
        while (Join());
    }

    /// <summary>Runs, and waits for what other threads bring, until the condition holds.</summary>
    public void DrainUntil(Func<bool> condition) => WaitUntil(condition, RunAll);

    /// <summary>Makes <see cref="DrainUntil"/> look again.</summary>
    public void Wake() => _changed.Set();

    private void Push(IRunnable run)
    {
        if (_count == _waiting.Length)
        {
            Array.Resize(ref _waiting, 2 * _count);
        }

        _waiting[_count++] = run;
    }

    private IRunnable Take()
    {
        int index = _count == 1 ? 0 : _order.NextInt32(_count);
        IRunnable run = _waiting[index];
        _waiting[index] = _waiting[--_count];
        _waiting[_count] = null!;
        Taken++;
        return run;
    }

    // True where there is something to run again.
    private bool Join()
    {
        if (!_hasBrought)
        {
            return false;
        }

        lock (_gate)
        {
            foreach (IRunnable run in _brought)
            {
                Push(run);
            }

            _brought.Clear();
            _hasBrought = false;
        }

        return true;
    }

    private void AddFromOutside(IRunnable run)
    {
        lock (_gate)
        {
            if (_queueing)
            {
                Foreign++;
                _brought.Add(run);
                _hasBrought = true;
                _changed.Set();
                return;
            }

            _passing++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            passed =>
            {
                passed.Run();
                lock (_gate)
                {
                    _passing--;
                    _changed.Set();
                }
            },
            run,
            preferLocal: false);
    }

    private void WaitUntil(Func<bool> condition, Action step)
    {
        while (true)
        {
            _changed.Reset();
            step();
            lock (_gate)
            {
                if (!_hasBrought && condition())
                {
                    return;
                }
            }

            if (!_changed.Wait(Patience))
            {
                throw new TimeoutException("the simulated system does not come to rest");
            }
        }
    }
}
