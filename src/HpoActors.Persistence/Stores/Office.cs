using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Stores;

namespace HpoActors.Persistence.Stores;

/// <summary>An office in a <see cref="SqlStore"/>. A thread of its own gives the signs of life: a busy thread pool is no death.</summary>
internal sealed class Office : IOffice
{
    /// <summary>Shorter ones would be lost to a database's ordinary waits.</summary>
    public static readonly TimeSpan ShortestTerm = TimeSpan.FromMilliseconds(300);

    private readonly SqlStore _store;
    private readonly TimeSpan _term;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _silent = new();
    private readonly ManualResetEventSlim _left = new();
    private readonly Lock _gate = new();
    private bool _isLeft;

    public Office(SqlStore store, string experiment, long number, TimeSpan term)
    {
        _store = store;
        _term = term;
        Experiment = experiment;
        Number = number;
        Lost = _lost.Token;
        Silent = _silent.Token;
        _silent.CancelAfter(term);
        new Thread(GiveSigns) { IsBackground = true, Name = $"hpo-office-{experiment}" }.Start();
    }

    public string Experiment { get; }

    public long Number { get; }

    public CancellationToken Lost { get; }

    public CancellationToken Silent { get; }

    public void End(ExperimentPhase phase)
    {
        if (phase is ExperimentPhase.New or ExperimentPhase.Running)
        {
            throw new ArgumentOutOfRangeException(nameof(phase), phase, "an experiment ends finished, exhausted, interrupted or failed");
        }

        _store.End(Experiment, Number, phase);
    }

    public void Withdraw()
    {
        try
        {
            _store.Withdraw(Experiment, Number);
        }
        catch (StoreException)
        {
            // It may be changed all the same, as it has no facts.
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isLeft)
            {
                return;
            }

            _isLeft = true;
            _lost.Dispose();
            _silent.Dispose();
        }

        _left.Set();
        try
        {
            _store.Free(Experiment, Number);
        }
        catch (StoreException)
        {
            // Where the store is not to be reached, the office is free when its term is over, or this process is.
        }
    }

    private void GiveSigns()
    {
        while (!_left.Wait(_term / 3) && !Lost.IsCancellationRequested)
        {
            long before = Stopwatch.GetTimestamp();
            try
            {
                Heard(_store.Renew(Experiment, Number), _term - Stopwatch.GetElapsedTime(before));
            }
            catch (StoreException)
            {
                // The next sign may come through; where none does, the term runs out and says so.
            }
        }
    }

    // The term counts from before the sign was sent: the database may have taken it at once.
    private void Heard(bool isOurs, TimeSpan left)
    {
        lock (_gate)
        {
            if (_isLeft)
            {
                return;
            }

            if (isOurs)
            {
                _silent.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            }
            else
            {
                _lost.CancelAfter(TimeSpan.Zero);
            }
        }
    }
}
