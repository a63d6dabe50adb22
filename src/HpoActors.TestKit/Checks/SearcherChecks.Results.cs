using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit.Checks;

/// <content>What happens to trials.</content>
public static partial class SearcherChecks
{
    /// <summary>Results that are NaN, infinite, as large as doubles go, or all the same, from the first trial on.</summary>
    public static void NonFiniteResults(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        double[][] patterns =
        [
            [double.NaN], [double.PositiveInfinity], [double.NegativeInfinity], [0], [double.MaxValue, double.MinValue], [double.NaN, 1, double.PositiveInfinity, 2, double.NegativeInfinity],
            [double.Epsilon, 0, -double.Epsilon], [1e300, 1, 1e-300],
        ];
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            foreach (double[] pattern in patterns)
            {
                EachEnds(nameof(NonFiniteResults), settings, space, options, (_, trial) => (TrialState.Completed, pattern[trial % pattern.Length]));
            }
        }
    }

    /// <summary>Trials that fail, are stopped or cancelled: every one of them from the first on, and now and then.</summary>
    public static void FailedStoppedAndCancelled(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            EachEnds(nameof(FailedStoppedAndCancelled), settings, space, options, (_, _) => (TrialState.Failed, double.NaN));
            EachEnds(nameof(FailedStoppedAndCancelled), settings, space, options, (_, _) => (TrialState.Cancelled, double.NaN));
            EachEnds(nameof(FailedStoppedAndCancelled), settings, space, options, (value, _) => (TrialState.Stopped, value));
            EachEnds(nameof(FailedStoppedAndCancelled), settings, space, options, (value, trial) => (trial % 4) switch
            {
                0 => (TrialState.Failed, double.NaN),
                1 => (TrialState.Cancelled, value),
                2 => (TrialState.Stopped, value),
                _ => (TrialState.Completed, value),
            });
        }
    }

    /// <summary>Many trials pending at once, before any result and after some; in a continuous space most of them differ.</summary>
    public static void PendingTrials(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            SearcherRun run = new(nameof(PendingTrials), settings, space, options.Seed);
            Together(run, options.Proposals);
            foreach (TrialId trial in run.Pending.ToArray())
            {
                run.End(trial, TrialState.Completed, run.Value(run[trial]));
            }

            Together(run, options.Proposals);
        }
    }

    /// <summary>Results that come in the reverse order of proposals, and in a random one.</summary>
    public static void ResultsInAnyOrder(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            RandomStream random = RandomStream.For(options.Seed, "order");
            SearcherRun run = new(nameof(ResultsInAnyOrder), settings, space, options.Seed);
            for (int round = 0; round < 3; round++)
            {
                Together(run, Math.Max(2, options.Proposals / 3));
                TrialId[] pending = [.. run.Pending.Reverse()];
                if (round > 0)
                {
                    random.Shuffle<TrialId>(pending);
                }

                foreach (TrialId trial in pending)
                {
                    run.End(trial, TrialState.Completed, run.Value(run[trial]));
                }
            }
        }
    }

    /// <summary>Trials that somebody else proposed, such as known points, corners of the space among them; and proposals that were never taken.</summary>
    public static void TrialsOfOthers(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            RandomStream random = RandomStream.For(options.Seed, "others");
            SearcherRun run = new(nameof(TrialsOfOthers), settings, space, options.Seed);
            for (int i = 0; i < options.Proposals; i++)
            {
                if (run.Ask() is not { } proposal)
                {
                    break;
                }

                TrialId trial = run.Take(i % 3 == 2 ? proposal.Configuration : Corner(space, random) ?? space.Sample(random));
                run.End(trial, TrialState.Completed, run.Value(run[trial]));
            }
        }
    }

    /// <summary>Results of an earlier experiment, known before the first trial: one, some, and more than there will be trials.</summary>
    public static void KnownResults(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        int[] counts = [1, 5, 2 * options.Proposals];
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            foreach (int count in counts)
            {
                RandomStream random = RandomStream.For(options.Seed, "known");
                SearcherRun run = new(nameof(KnownResults), settings, space, options.Seed);
                for (int i = 0; i < count; i++)
                {
                    Configuration known = space.Sample(random);
                    run.Know(known, run.Value(known));
                }

                while (run.Next.Value < options.Proposals && run.AskAndTake())
                {
                    run.End(run.Pending[^1], TrialState.Completed, run.Value(run[run.Pending[^1]]));
                }
            }
        }
    }

    /// <summary>A trial that ends a second time with another value: the mean of a configuration that was tried again.</summary>
    public static void EndedTwice(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            RandomStream random = RandomStream.For(options.Seed, "again");
            SearcherRun run = new(nameof(EndedTwice), settings, space, options.Seed);
            while (run.Next.Value < options.Proposals && run.AskAndTake())
            {
                TrialId trial = run.Pending[^1];
                run.End(trial, TrialState.Completed, run.Value(run[trial]));
                TrialId again = run.Ended[random.NextInt32(run.Ended.Count)];
                run.EndAgain(again, run.Value(run[again]) + random.NextDouble());
            }
        }
    }

    /// <summary>A searcher that says that it does not learn from results does not: trainers fetch several of its proposals at once.</summary>
    public static void LearnsOnlyWhereItSays(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (SearchSpace space in TypicalSpaces.All)
        {
            SearcherRun told = new(nameof(LearnsOnlyWhereItSays), settings, space, options.Seed);
            SearcherRun untold = new(nameof(LearnsOnlyWhereItSays), settings, space, options.Seed);
            while (!told.LearnsFromResults && told.Next.Value < options.Proposals)
            {
                Core.Searchers.Proposal? after = told.Ask();
                if (untold.Ask() is not { } before || before != after)
                {
                    if (after is null)
                    {
                        break;
                    }

                    throw told.Breach("says that it does not learn from results, and proposed something else because of one");
                }

                untold.Take(before.Configuration);
                TrialId trial = told.Take(before.Configuration);
                told.End(trial, TrialState.Completed, told.Value(before.Configuration));
            }
        }
    }

    private static void EachEnds(
        string check, SearcherSettings settings, SearchSpace space, ConformanceOptions options, Func<double, int, (TrialState State, double Value)> ending)
    {
        SearcherRun run = new(check, settings, space, options.Seed);
        while (run.Next.Value < options.Proposals && run.AskAndTake())
        {
            TrialId trial = run.Pending[^1];
            (TrialState state, double value) = ending(run.Value(run[trial]), trial.Value);
            run.Report(trial, 1, value);
            run.End(trial, state, value);
        }
    }

    private static void Together(SearcherRun run, int count)
    {
        int first = run.Next.Value;
        for (int i = 0; i < count && run.AskAndTake(); i++)
        {
        }

        Configuration[] pending = [.. Taken(run).Skip(first)];
        int distinct = pending.Distinct().Count();
        if (run.Space == TypicalSpaces.Continuous && 2 * distinct < pending.Length)
        {
            throw run.Breach($"proposed {distinct} different configurations for {pending.Length} trials that run together in a continuous space");
        }
    }

    // A point whose every coordinate is an end of its range, where that is allowed.
    private static Configuration? Corner(SearchSpace space, RandomStream random)
    {
        double[] unit = new double[space.Hyperparameters.Count];
        for (int i = 0; i < unit.Length; i++)
        {
            unit[i] = random.NextInt32(2);
        }

        return space.TryDecode(unit);
    }
}
