using System.Diagnostics;
using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers.Fifo;

namespace HpoActors.Cli.Progress;

/// <summary>How far an experiment is, and how long it still takes at its pace so far.</summary>
internal sealed class Eta(ExperimentSpec spec)
{
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startedAt = DateTimeOffset.UtcNow;
    private double _shareBefore;

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <summary>Whether a fact is of an earlier run, with which this one goes on; what was done then says nothing of the pace.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="board">The board, which has it.</param>
    public bool IsEarlier(ExperimentEvent fact, Leaderboard board)
    {
        if (fact.At >= _startedAt)
        {
            return false;
        }

        _shareBefore = Share(board);
        return true;
    }

    /// <summary>The time left, or null where the budget does not tell or nothing is done yet.</summary>
    public TimeSpan? Left(Leaderboard board)
    {
        double share = Share(board);
        TimeSpan? left = share > _shareBefore && share <= 1 ? Elapsed * ((1 - share) / (share - _shareBefore)) : null;
        TimeSpan? limit = spec.Budget.WallTime is { } time ? time - Elapsed : null;
        return left is null || limit < left ? limit ?? left : left;
    }

    /// <summary>A time as people say it: 0.4 s, 12 s, 3 min 20 s, 2 h 5 min.</summary>
    public static string Show(TimeSpan time) => time.TotalSeconds switch
    {
        < 10 => $"{time.TotalSeconds:0.0} s",
        < 60 => $"{time.TotalSeconds:0} s",
        < 3600 => $"{(int)time.TotalMinutes} min {time.Seconds} s",
        _ => $"{(int)time.TotalHours} h {time.Minutes} min",
    };

    // Epochs tell more than trials: they pass while trials run. How many trials a scheduler ends early, nobody knows beforehand.
    private double Share(Leaderboard board)
    {
        Budget budget = spec.Budget;
        double byTrials = budget.Trials is { } trials && spec.Scheduler is FifoSchedulerSettings ? board.Epochs / ((double)trials * budget.Epochs) : 0;
        double byEpochs = budget.TotalEpochs is { } total ? board.Epochs / (double)total : 0;
        return Math.Max(byTrials, byEpochs);
    }
}
