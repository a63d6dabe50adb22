using Akka.Dispatch;

namespace HpoActors.Tests.Simulation;

/// <summary>
/// What the dispatchers of one simulated system have to run. While the system starts, runs pass through to the thread pool; from then on they are queued and
/// the simulation's thread takes them in an order that the seed decides.
/// </summary>
internal sealed class RunQueue(int seed)
{
    private readonly Lock _gate = new();
    private readonly List<IRunnable> _waiting = [];
    private readonly ManualResetEventSlim _changed = new();
    private Random _order = new(seed);
    private bool _queueing;
    private int _passing;
    private int _thread;

    /// <summary>Runs that came from another thread than the simulation's: each makes a trace that does not repeat.</summary>
    public int Foreign { get; private set; }

    public void Add(IRunnable run)
    {
        lock (_gate)
        {
            if (_queueing)
            {
                Foreign += Environment.CurrentManagedThreadId == _thread ? 0 : 1;
                _waiting.Add(run);
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

    /// <summary>Ends the passing through, and settles what the system's start left to do, so that every simulation begins alike.</summary>
    public void TakeOver()
    {
        lock (_gate)
        {
            _queueing = true;
            _thread = Environment.CurrentManagedThreadId;
        }

        DrainUntil(() => _passing == 0);
        RunAll();
        _order = new Random(seed);
        Foreign = 0;
    }

    /// <summary>Runs until nothing is left.</summary>
    public void RunAll()
    {
        _thread = Environment.CurrentManagedThreadId;
        while (Next() is { } run)
        {
            run.Run();
        }
    }

    /// <summary>Runs, and waits for what other threads bring, until the condition holds.</summary>
    public void DrainUntil(Func<bool> condition)
    {
        while (true)
        {
            _changed.Reset();
            RunAll();
            lock (_gate)
            {
                if (condition())
                {
                    return;
                }
            }

            if (!_changed.Wait(TimeSpan.FromSeconds(30)))
            {
                throw new TimeoutException("the simulated system does not come to rest");
            }
        }
    }

    /// <summary>Makes <see cref="DrainUntil"/> look again.</summary>
    public void Wake() => _changed.Set();

    private IRunnable? Next()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return null;
            }

            int index = _order.Next(_waiting.Count);
            IRunnable run = _waiting[index];
            _waiting[index] = _waiting[^1];
            _waiting.RemoveAt(_waiting.Count - 1);
            return run;
        }
    }
}
