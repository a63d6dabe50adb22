using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Generation;
using HpoActors.TestKit.Runs;

namespace HpoActors.TestKit.Checks;

/// <summary>
/// What every searcher keeps to, one method for each rule, for any test framework: a method returns where the searcher keeps the rule, and throws a
/// <see cref="ConformanceException"/> where it does not. Without options the defaults of <see cref="ConformanceOptions"/> count.
/// </summary>
/// <remarks>In every check, whatever it is about, each proposal has to lie in the space, to carry a short reason, and to be made without an exception.</remarks>
public static partial class SearcherChecks
{
    /// <summary>Every kind of hyperparameter alone, and every pair of kinds: bounds, steps and types hold from the first proposal to those that follow results.</summary>
    public static void KindsAndPairs(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        IReadOnlyList<Hyperparameter> first = Kinds.All("a");
        IReadOnlyList<Hyperparameter> second = Kinds.All("b");
        for (int i = 0; i < first.Count; i++)
        {
            AskAndTell(nameof(KindsAndPairs), settings, new SearchSpace(first[i]), options, options.Proposals);
            for (int j = i; j < second.Count; j++)
            {
                AskAndTell(nameof(KindsAndPairs), settings, new SearchSpace(first[i], second[j]), options, Math.Min(options.Proposals, 15));
            }
        }
    }

    /// <summary>Values on a step are the numbers as people write them: of −10.2 … 10.2 in steps of 0.1 each has one decimal.</summary>
    public static void StepsExact(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        SearchSpace space = new(new FloatHyperparameter("x", -10.2, 10.2, step: 0.1));
        SearcherRun run = AskAndTell(nameof(StepsExact), settings, space, options, 2 * options.Proposals);
        foreach (double x in Taken(run).Select(c => c.GetDouble("x")))
        {
            if (x != (double)Math.Round((decimal)x, 1))
            {
                throw run.Breach($"proposed {x:R}, which is no multiple of 0.1");
            }
        }
    }

    /// <summary>Ranges with a single value, of every kind, alone and beside one that varies.</summary>
    public static void SingleValues(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        foreach (Hyperparameter single in Kinds.SingleValued("a"))
        {
            AskAndTell(nameof(SingleValues), settings, new SearchSpace(single), options, options.Proposals);
            AskAndTell(nameof(SingleValues), settings, new SearchSpace(single, new FloatHyperparameter("b", 0, 1)), options, options.Proposals);
        }
    }

    /// <summary>An int stays an int, text text and a bool a bool; in a choice of several types each value keeps its own.</summary>
    public static void NativeTypes(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        HyperparameterValue[] values = [HyperparameterValue.Of("1"), HyperparameterValue.Of(1L), HyperparameterValue.Of(1.0), HyperparameterValue.Of(true)];
        SearchSpace space = new(
            new FloatHyperparameter("float", 1, 8, step: 1), new IntHyperparameter("int", 1, 8, Scale.Log), new BoolHyperparameter("bool"),
            new ChoiceHyperparameter("choice", values), new OrdinalHyperparameter("ordinal", values), new ConstantHyperparameter("constant", HyperparameterValue.Of(1L)));
        SearcherRun run = AskAndTell(nameof(NativeTypes), settings, space, options, options.Proposals);
        foreach (Configuration taken in Taken(run))
        {
            bool native = taken["float"].Kind == ValueKind.Float && taken["int"].Kind == ValueKind.Int && taken["bool"].Kind == ValueKind.Bool
                && values.Contains(taken["choice"]) && values.Contains(taken["ordinal"]) && taken["constant"].Kind == ValueKind.Int;
            if (!native)
            {
                throw run.Breach($"proposed a value of another type than its hyperparameter's: {taken}");
            }
        }
    }

    /// <summary>A space without hyperparameters, and one of constants only.</summary>
    public static void NothingToSearch(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        AskAndTell(nameof(NothingToSearch), settings, new SearchSpace(), options, options.Proposals);
        SearchSpace constants = new(new ConstantHyperparameter("a", HyperparameterValue.Of(3L)), new ConstantHyperparameter("b", HyperparameterValue.Of("text")));
        AskAndTell(nameof(NothingToSearch), settings, constants, options, options.Proposals);
    }

    /// <summary>Nested conditions: each hyperparameter is there in some proposals and not in others, and always where its condition says.</summary>
    public static void ConditionalBranches(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        SearchSpace space = TypicalSpaces.Conditional;
        SearcherRun run = AskAndTell(nameof(ConditionalBranches), settings, space, options, 4 * options.Proposals);
        Configuration[] taken = [.. Taken(run)];
        foreach (Hyperparameter hyperparameter in space.Hyperparameters.Where(h => h.When is not null))
        {
            int present = taken.Count(c => c.Contains(hyperparameter.Name));
            if (present == 0 || present == taken.Length)
            {
                throw run.Breach($"proposed {hyperparameter.Name} in {present} of {taken.Length} trials: one side of its condition was never tried");
            }
        }
    }

    /// <summary>Forbidden clauses, also those that leave a hundredth of the space, and where results draw the searcher into what is forbidden.</summary>
    public static void ForbiddenClauses(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        AskAndTell(nameof(ForbiddenClauses), settings, TypicalSpaces.Forbidding, options, 2 * options.Proposals);
        SearchSpace bestForbidden = new([new FloatHyperparameter("x", 0, 1), new FloatHyperparameter("y", 0, 1)], ["x > 0.25 && x < 0.35"]);
        AskAndTell(nameof(ForbiddenClauses), settings, bestForbidden, options, 2 * options.Proposals);
        SearchSpace narrow = new(
            [new FloatHyperparameter("x", 0, 1), new IntHyperparameter("n", 0, 9), new ChoiceHyperparameter("c", HyperparameterValue.Of("a"), HyperparameterValue.Of("b"))],
            ["x > 0.2", "n > 0", "c == a"]);
        AskAndTell(nameof(ForbiddenClauses), settings, narrow, options, options.Proposals);
    }

    /// <summary>Random spaces through storms of everything that can happen to trials: not one invalid proposal.</summary>
    /// <remarks>The message of a breach names the space's number, which <see cref="SpaceGenerator.Space"/> takes.</remarks>
    public static void RandomSpaces(SearcherSettings settings, ConformanceOptions? options = null)
    {
        options ??= new();
        for (int i = 0; i < options.RandomSpaces; i++)
        {
            SearcherRun run = new($"{nameof(RandomSpaces)}, SpaceGenerator.Space({options.Seed}, {i})", settings, SpaceGenerator.Space(options.Seed, i), options.Seed + i);
            new Storm(run, RandomStream.For(options.Seed, "storm", i)).Blow(options.Proposals);
        }
    }

    // One after the other, each with a result that the searcher can learn from.
    private static SearcherRun AskAndTell(string check, SearcherSettings settings, SearchSpace space, ConformanceOptions options, int trials)
    {
        SearcherRun run = new(check, settings, space, options.Seed);
        while (run.Next.Value < trials && run.AskAndTake())
        {
            TrialId trial = run.Pending[^1];
            run.End(trial, TrialState.Completed, run.Value(run[trial]));
        }

        return run;
    }

    private static IEnumerable<Configuration> Taken(SearcherRun run) => Enumerable.Range(0, run.Next.Value).Select(i => run[new TrialId(i)]);
}
