using System.Collections.Concurrent;
using HpoActors.Bench.Contenders;
using HpoActors.Bench.Problems;

namespace HpoActors.Bench;

/// <summary>Runs a comparison: each contender on each problem, a contender and a problem at a time on each thread.</summary>
internal static class Suite
{
    /// <param name="options">What to run.</param>
    /// <param name="progress">Takes lines for the user.</param>
    /// <param name="cancel">Ends the comparison with the problems that are done.</param>
    public static SuiteResult Run(SuiteOptions options, IProgress<string> progress, CancellationToken cancel)
    {
        int contenders = options.Contenders.Count;
        int jobs = options.Problems.Count * contenders;
        SearchRun[]?[] runs = new SearchRun[jobs][];
        ConcurrentDictionary<int, string> dropouts = [];
        int next = -1;
        int done = 0;
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Task[] threads = [.. Enumerable.Range(0, options.Threads).Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        Task.WhenAll(threads).GetAwaiter().GetResult();

        int[] stayed = [.. Enumerable.Range(0, contenders).Where(c => !dropouts.ContainsKey(c))];
        int[] finished = [.. Enumerable.Range(0, options.Problems.Count).Where(p => stayed.All(c => runs[(p * contenders) + c] is not null))];
        return new SuiteResult(
            [.. finished.Select(p => options.Problems[p])],
            [.. stayed.Select(c => options.Contenders[c].Name)],
            [.. finished.Select(p => stayed.Select(c => runs[(p * contenders) + c]!).ToArray())],
            options.Length,
            !cancel.IsCancellationRequested,
            [.. dropouts.OrderBy(d => d.Key).Select(d => d.Value)]);

        void Work()
        {
            try
            {
                while (!failed.IsCancellationRequested && Interlocked.Increment(ref next) is var job && job < jobs)
                {
                    BenchProblem problem = options.Problems[job / contenders];
                    Contender contender = options.Contenders[job % contenders];
                    if (dropouts.ContainsKey(job % contenders))
                    {
                        continue;
                    }

                    try
                    {
                        SearchRun[] result = RunAll(problem, contender, options, failed.Token);
                        runs[job] = result;
                        progress.Report($"{Interlocked.Increment(ref done)} of {jobs}: {problem.Name}, {contender.Name}: {result.Sum(r => r.AskSeconds):0.0} s of asking");
                    }
                    catch (PeerException exception)
                    {
                        // Hours of others' work are not lost for a peer.
                        dropouts.TryAdd(job % contenders, $"{contender.Name}: left out, on {problem.Name} {exception.Message}");
                        progress.Report(dropouts[job % contenders]);
                    }
                }
            }
            catch (OperationCanceledException) when (failed.IsCancellationRequested)
            {
                // What is done is done.
            }
            catch
            {
                failed.Cancel();
                throw;
            }
        }
    }

    private static SearchRun[] RunAll(BenchProblem problem, Contender contender, SuiteOptions options, CancellationToken cancel)
    {
        try
        {
            using IContestant contestant = contender.Open(problem);
            return [.. Enumerable.Range(1, options.Seeds).Select(seed => contestant.Run(seed, options.Length, cancel))];
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or PeerException))
        {
            throw new BenchException($"{contender.Name} on {problem.Name}: {exception.Message}", exception);
        }
    }
}
