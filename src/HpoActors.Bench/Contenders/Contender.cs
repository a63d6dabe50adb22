using HpoActors.Bench.Problems;

namespace HpoActors.Bench.Contenders;

/// <summary>A searcher of ours or a peer's that takes part in a benchmark.</summary>
internal abstract class Contender(string name)
{
    /// <summary>The name in tables, as it was asked for.</summary>
    public string Name { get; } = name;

    /// <summary>What is needed to run it on a problem; used by one thread, run after run.</summary>
    /// <exception cref="Core.InvalidOptionException">It cannot work on this space.</exception>
    public abstract IContestant Open(BenchProblem problem);
}

/// <summary>A contender on a problem.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>Runs one search.</summary>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    SearchRun Run(long seed, RunLength length, CancellationToken cancel);
}

/// <summary>How long a search is.</summary>
/// <param name="Trials">The number of trials.</param>
/// <param name="Askers">How many of them are pending at a time; the oldest is told first.</param>
internal readonly record struct RunLength(int Trials, int Askers = 1);

/// <summary>What came of a search.</summary>
/// <param name="Curve">What the incumbent is judged by after each trial (<see cref="BenchProblem.Score"/>).</param>
/// <param name="AskSeconds">The time spent on asking and telling, without evaluations. A peer's has the way through the pipe in it.</param>
internal sealed record SearchRun(double[] Curve, double AskSeconds);
