using System.Diagnostics;
using System.Text.Json;
using HpoActors.Bench.Problems;
using HpoActors.Core.Spaces;

namespace HpoActors.Bench.Contenders;

/// <summary>A sampler of Optuna in a Python process of its own. It asks here for every value: the same code evaluates for all contenders.</summary>
internal sealed class PeerContender(string name, string sampler, string python) : Contender(name)
{
    private const int MostAsks = 1000;

    /// <inheritdoc/>
    public override IContestant Open(BenchProblem problem) => new Contestant(problem, Start(problem.Space));

    /// <summary>A process that samples from a space.</summary>
    public PeerProcess Start(SearchSpace space) => new(python, sampler, space);

    private sealed class Contestant(BenchProblem problem, PeerProcess process) : IContestant
    {
        public SearchRun Run(long seed, RunLength length, CancellationToken cancel)
        {
            process.Call(new { study = seed, askers = length.Askers });
            IncumbentCurve curve = new(problem, length.Trials);
            Queue<(int Number, int Trial, Configuration Configuration)> pending = new();
            int asked = 0;
            long asking = 0;
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                cancel.ThrowIfCancellationRequested();
                while (pending.Count < length.Askers && asked < length.Trials)
                {
                    (int number, Configuration proposed) = Ask();
                    pending.Enqueue((number, asked++, proposed));
                }

                if (!pending.TryDequeue(out (int Number, int Trial, Configuration Configuration) next))
                {
                    break;
                }

                asking += Stopwatch.GetTimestamp() - start;
                Evaluation evaluation = problem.Evaluate(next.Configuration, seed, next.Trial);
                start = Stopwatch.GetTimestamp();
                process.Call(new { tell = next.Number, value = double.IsFinite(evaluation.Reported) ? evaluation.Reported : (double?)null });
                curve.Add(evaluation);
            }

            return new SearchRun(curve.ToArray(), asking / (double)Stopwatch.Frequency);
        }

        public void Dispose() => process.Dispose();

        // Optuna cannot be told beforehand what is forbidden: such a trial is pruned, which its samplers know how to avoid, and costs the peer nothing.
        private (int Number, Configuration Configuration) Ask()
        {
            for (int ask = 0; ask < MostAsks; ask++)
            {
                PeerQuestions questions = new(problem.Space);
                JsonElement answer = process.Call(new { ask = questions.Next() });
                int number = answer.GetProperty("trial").GetInt32();
                questions.Take(answer.GetProperty("values"));
                while (questions.Next() is { Count: > 0 } next)
                {
                    questions.Take(process.Call(new { suggest = next, trial = number }).GetProperty("values"));
                }

                if (problem.Space.Contains(questions.Configuration))
                {
                    return (number, questions.Configuration);
                }

                process.Call(new { tell = number });
            }

            throw new PeerException($"the peer proposed what is forbidden {MostAsks} times in a row");
        }
    }
}
