using System.Diagnostics;
using HpoActors.Bench.Problems;
using HpoActors.Core.Experiments;
using HpoActors.Core.Searchers;

namespace HpoActors.Bench.Contenders;

/// <summary>A searcher of this framework, asked and told by <see cref="ExperimentDriver"/> as by the actors.</summary>
/// <param name="name">The name in tables.</param>
/// <param name="settings">The searcher.</param>
/// <param name="seedOffset">Added to the seeds: the negative control searches at random like random does, with other seeds.</param>
internal sealed class OwnContender(string name, SearcherSettings settings, long seedOffset = 0) : Contender(name)
{
    private const string Metric = "value";

    /// <summary>The searcher.</summary>
    public SearcherSettings Settings { get; } = settings;

    /// <inheritdoc/>
    public override IContestant Open(BenchProblem problem)
    {
        Spec(problem, 1, 1).Validate();
        return new Contestant(this, problem);
    }

    private ExperimentSpec Spec(BenchProblem problem, long seed, int trials) => new()
    {
        Name = problem.Name,
        Space = problem.Space,
        ObjectiveName = problem.Name,
        Budget = new Budget { Trials = trials },
        Seed = seed + seedOffset,
        Metric = Metric,
        Searcher = Settings,
    };

    private sealed class Contestant(OwnContender contender, BenchProblem problem) : IContestant
    {
        public SearchRun Run(long seed, RunLength length, CancellationToken cancel)
        {
            ExperimentDriver driver = new(contender.Spec(problem, seed, length.Trials));
            IncumbentCurve curve = new(problem, length.Trials);
            Queue<Assignment> pending = new();
            long asking = 0;
            long start = Stopwatch.GetTimestamp();
            driver.Start();
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                while (pending.Count < length.Askers && driver.Ask() is { } asked)
                {
                    pending.Enqueue(asked);
                }

                if (!pending.TryDequeue(out Assignment? assignment))
                {
                    break;
                }

                asking += Stopwatch.GetTimestamp() - start;

                // The noise goes by the seed of the table, so that contenders' runs differ by their proposals alone.
                Evaluation evaluation = problem.Evaluate(assignment.Configuration, seed, assignment.Trial.Value);
                start = Stopwatch.GetTimestamp();
                driver.Tell(assignment, evaluation.Reported);
                curve.Add(evaluation);
            }

            return new SearchRun(curve.ToArray(), asking / (double)Stopwatch.Frequency);
        }

        public void Dispose()
        {
        }
    }
}
