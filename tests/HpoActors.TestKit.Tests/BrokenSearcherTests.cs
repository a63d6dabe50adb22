using System.Runtime.CompilerServices;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Searchers;
using HpoActors.Core.Searchers.Random;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Checks;

namespace HpoActors.TestKit.Tests;

/// <summary>Every check can fail: a searcher that is right but for one rule fails the check of that rule.</summary>
public sealed class BrokenSearcherTests
{
    private static readonly ConformanceOptions Few = new() { RandomSpaces = 100 };

    [Fact]
    public void A_searcher_that_breaks_no_rule_passes_them_all()
    {
        SearcherSettings right = Proposing((searcher, _, random) => searcher.Draw(random));
        foreach (Action<SearcherSettings, ConformanceOptions?> check in Checks.Except([SearcherChecks.SizeIsTrue]))
        {
            check(right, Few);
        }
    }

    [Fact]
    public void A_value_beyond_the_range_is_found()
    {
        SearcherSettings beyond = Proposing((searcher, trial, random) => searcher.Draw(random, (h, v) =>
            h is FloatHyperparameter { Step: null } x && trial.Value == 5 ? HyperparameterValue.Of(Math.BitIncrement(x.Max)) : v));

        Fails(SearcherChecks.KindsAndPairs, beyond, "which is no float in [0, 1]");
        Fails(SearcherChecks.RandomSpaces, beyond, "SpaceGenerator.Space(1, ");
    }

    [Fact]
    public void An_error_in_one_pair_of_kinds_is_found() => Fails(
        SearcherChecks.KindsAndPairs,
        Proposing((searcher, _, random) => searcher.Space.Hyperparameters is [BoolHyperparameter, OrdinalHyperparameter] or [OrdinalHyperparameter, BoolHyperparameter]
            ? throw new InvalidOperationException("a bool beside an ordinal") : searcher.Draw(random)),
        "a bool beside an ordinal");

    [Fact]
    public void A_value_off_the_step_is_found() => Fails(
        SearcherChecks.StepsExact,
        Proposing((searcher, _, random) => searcher.Draw(random, (h, _) => HyperparameterValue.Of(-10.2 + (random.NextInt32(205) * 0.1)))),
        "which is no float in [-10.2, 10.2], step 0.1");

    [Fact]
    public void An_int_given_as_a_float_is_found() => Fails(
        SearcherChecks.NativeTypes,
        Proposing((searcher, _, random) => searcher.Draw(random, (_, v) => v.Kind == ValueKind.Int ? HyperparameterValue.Of(v.AsDouble()) : v)),
        "which is no int in [1, 8]");

    [Fact]
    public void Trouble_with_a_single_value_is_found() => Fails(
        SearcherChecks.SingleValues,
        Proposing((searcher, _, random) => searcher.Draw(random, (h, v) => h is FloatHyperparameter { Min: var min, Max: var max } ? HyperparameterValue.Of(min + (0.5 * (max - min) / (max - min))) : v)),
        "a = NaN");

    [Fact]
    public void Trouble_with_an_empty_space_is_found() => Fails(
        SearcherChecks.NothingToSearch, Proposing((searcher, _, random) => searcher.Space.Hyperparameters[0] is null ? null : searcher.Draw(random)), "could not propose: ArgumentOutOfRangeException");

    [Fact]
    public void A_hyperparameter_outside_its_branch_is_found() => Fails(
        SearcherChecks.ConditionalBranches,
        Proposing((searcher, _, random) => BrokenSearcher.Of(new Configuration(searcher.Space.Hyperparameters.Select(h => KeyValuePair.Create(h.Name, h.FromUnit(random.NextDouble())))))),
        "which exists only where");

    [Fact]
    public void A_branch_that_is_never_tried_is_found() => Fails(
        SearcherChecks.ConditionalBranches,
        Proposing((searcher, _, random) => BrokenSearcher.Of(searcher.Space.Decode([.. searcher.Space.Hyperparameters.Select((_, i) => i == 0 ? 0 : random.NextDouble())]))),
        "one side of its condition was never tried");

    [Fact]
    public void A_forbidden_configuration_is_found() => Fails(
        SearcherChecks.ForbiddenClauses,
        Proposing((searcher, _, random) => BrokenSearcher.Of(searcher.Space.Decode([.. searcher.Space.Hyperparameters.Select(_ => random.NextDouble())]))),
        "proposed a configuration that is forbidden: ");

    [Fact]
    public void Values_in_another_order_than_the_spaces_are_found() => Fails(
        SearcherChecks.KindsAndPairs,
        Proposing((searcher, _, random) => BrokenSearcher.Of(new Configuration(searcher.Space.Sample(random).Reverse()))),
        "in another order than the space's");

    [Fact]
    public void A_proposal_without_a_reason_is_found()
    {
        Fails(SearcherChecks.KindsAndPairs, Proposing((searcher, _, random) => searcher.Draw(random) with { Reason = null! }), "without a reason");
        Fails(SearcherChecks.KindsAndPairs, Proposing((searcher, _, random) => searcher.Draw(random) with { Reason = new Reason("") }), "without a reason");
        Fails(SearcherChecks.KindsAndPairs, Proposing((searcher, _, random) => searcher.Draw(random) with { Reason = new Reason("long", new string('x', 1000)) }), "no short line");
    }

    [Fact]
    public void A_start_from_a_trial_that_is_not_there_is_found() =>
        Fails(SearcherChecks.StepsExact, Proposing((searcher, _, random) => searcher.Draw(random) with { StartFrom = new CheckpointId(new TrialId(999), 1) }), "starts from trial 999");

    [Fact]
    public void One_that_gives_up_early_is_found() =>
        Fails(SearcherChecks.StepsExact, Proposing((searcher, trial, random) => trial.Value < 20 ? searcher.Draw(random) : null), "although the space is not used up");

    [Fact]
    public void A_crash_on_NaN_is_found() =>
        Fails(SearcherChecks.NonFiniteResults, Observing((_, fact) => Refuse(fact.Kind == ObservationKind.Ended && double.IsNaN(fact.Value))), "could not observe that trial 0 was Ended (Completed, NaN)");

    [Fact]
    public void A_crash_on_infinity_is_found() =>
        Fails(SearcherChecks.NonFiniteResults, Observing((_, fact) => Refuse(double.IsInfinity(fact.Value))), "Infinity");

    [Theory]
    [InlineData(TrialState.Failed)]
    [InlineData(TrialState.Stopped)]
    [InlineData(TrialState.Cancelled)]
    public void A_crash_on_a_state_is_found(TrialState state) =>
        Fails(SearcherChecks.FailedStoppedAndCancelled, Observing((_, fact) => Refuse(fact.State == state)), $"was Ended ({state}");

    [Fact]
    public void A_limit_of_pending_trials_is_found() => Fails(
        SearcherChecks.PendingTrials,
        Proposing((searcher, _, random) => searcher.Facts.Count > 20 && searcher.Facts.All(f => f.Kind == ObservationKind.Proposed) ? null : searcher.Draw(random)),
        "has no proposal");

    [Fact]
    public void The_same_proposal_to_everyone_who_waits_is_found() => Fails(
        SearcherChecks.PendingTrials,
        new BrokenSettings((space, seed) => new BrokenSearcher(space)
        {
            OnPropose = (searcher, _, _) => searcher.Draw(RandomStream.For(seed, "results", searcher.Facts.Count(f => f.Kind == ObservationKind.Ended))),
        }),
        "1 different configurations for 30 trials that run together");

    [Fact]
    public void Reliance_on_the_order_of_results_is_found() => Fails(
        SearcherChecks.ResultsInAnyOrder,
        Observing((searcher, fact) => Refuse(fact.Kind == ObservationKind.Ended && searcher.Facts.Count(f => f.Kind == ObservationKind.Ended) != fact.Trial.Value)),
        "could not observe that trial 9 was Ended");

    [Fact]
    public void A_crash_on_somebody_elses_trial_is_found()
    {
        Configuration? last = null;
        SearcherSettings proud = new BrokenSettings((space, _) => new BrokenSearcher(space)
        {
            OnPropose = (searcher, _, random) =>
            {
                Proposal proposal = searcher.Draw(random);
                last = proposal.Configuration;
                return proposal;
            },
            OnObserve = (_, fact) => Refuse(fact.Kind == ObservationKind.Proposed && fact.Configuration != last),
        });

        Fails(SearcherChecks.TrialsOfOthers, proud, "could not observe that trial 0 was Proposed");
    }

    [Fact]
    public void A_crash_on_an_earlier_result_is_found() =>
        Fails(SearcherChecks.KnownResults, Observing((_, fact) => Refuse(fact.Trial.Value < 0)), "could not observe that trial -1 was Known");

    [Fact]
    public void A_crash_on_a_second_end_is_found() => Fails(
        SearcherChecks.EndedTwice, Observing((searcher, fact) => Refuse(fact.Kind == ObservationKind.Ended && searcher.Facts.Any(f => f.Kind == ObservationKind.Ended && f.Trial == fact.Trial))), "was Ended");

    [Fact]
    public void One_that_learns_in_secret_is_found() => Fails(
        SearcherChecks.LearnsOnlyWhereItSays,
        new BrokenSettings((space, seed) => new BrokenSearcher(space)
        {
            LearnsFromResults = false,
            OnPropose = (searcher, trial, _) => searcher.Draw(RandomStream.For(seed, searcher.Facts.Any(f => f.Kind == ObservationKind.Ended) ? "told" : "untold", trial.Value)),
        }),
        "says that it does not learn from results");

    [Fact]
    public void One_that_counts_how_often_it_was_asked_is_found() => Fails(
        SearcherChecks.ProposeChangesNothing, Proposing((searcher, _, _) => searcher.Draw(RandomStream.For(1, "asked", searcher.Asked))), "gave two answers to one question");

    [Fact]
    public void One_that_remembers_what_it_proposed_is_found() => Fails(
        SearcherChecks.ProposeChangesNothing,
        new BrokenSettings((space, _) =>
        {
            Dictionary<TrialId, Proposal> proposed = [];
            return new BrokenSearcher(space)
            {
                OnPropose = (searcher, trial, _) => proposed.TryGetValue(trial, out Proposal? before) ? before
                    : proposed[trial] = searcher.Draw(RandomStream.For(1, "remembers", proposed.Count)),
            };
        }),
        "where it had been asked less often");

    [Fact]
    public void Chance_from_elsewhere_is_found()
    {
        SearcherSettings unseeded = Proposing((searcher, _, _) => searcher.Draw(RandomStream.For(Random.Shared.NextInt64(), "anything")));

        Fails(SearcherChecks.SameSeedSameProposals, unseeded, "the second time");
        Fails(SearcherChecks.OtherSeedOtherProposals, Proposing((searcher, trial, _) => searcher.Draw(RandomStream.For(1, "same", trial.Value))), "with seed 1 and seed 2");
    }

    [Fact]
    public void Something_shared_between_searchers_is_found()
    {
        int made = 0;
        SearcherSettings shared = new BrokenSettings((space, _) =>
        {
            int mine = made++;
            return new BrokenSearcher(space) { OnPropose = (searcher, trial, _) => searcher.Draw(RandomStream.For(mine, "made", trial.Value)) };
        });

        Fails(SearcherChecks.SameSeedSameProposals, shared, "the second time");
    }

    [Fact]
    public void One_that_goes_by_hash_codes_is_the_same_here_and_another_in_a_fresh_process()
    {
        SearcherChecks.SameSeedSameProposals(new HashingSearcher().Settings);

        ConformanceException breach = Assert.Throws<ConformanceException>(() => SearcherChecks.SameInFreshProcess<HashingSearcher>());
        Assert.Contains("something else in a fresh process", breach.Message, StringComparison.Ordinal);
        SearcherChecks.SameInFreshProcess<RightSearcher>();
    }

    [Fact]
    public void State_that_replay_does_not_bring_back_is_found() => Fails(
        SearcherChecks.ReplayEqualsLive,
        Proposing((searcher, trial, _) => searcher.Draw(RandomStream.For(searcher.Asked < 3 ? 0 : 1, "forgets", trial.Value))),
        "and after replay");

    [Fact]
    public void An_experiment_that_goes_on_differently_is_found() => Fails(
        SearcherChecks.StopAndGoOn,
        Proposing((searcher, trial, _) => searcher.Draw(RandomStream.For(searcher.Asked < 10 ? 0 : 1, "forgets", trial.Value))),
        "differ at fact");

    [Fact]
    public void A_crash_where_trials_fail_in_an_experiment_is_found() => Fails(
        SearcherChecks.Askers, Observing((_, fact) => Refuse(fact.Kind == ObservationKind.Ended && fact.State == TrialState.Failed)), "an experiment of 'broken' broke");

    [Fact]
    public void One_that_stops_proposing_in_an_experiment_is_found() => Fails(
        SearcherChecks.Askers, Proposing((searcher, trial, random) => trial.Value < 10 ? searcher.Draw(random) : null), "ended with 10 trials of 30");

    [Fact]
    public void A_wrong_size_is_found()
    {
        Fails(SearcherChecks.SizeIsTrue, new BrokenSettings((space, _) => new BrokenSearcher(space) { Size = 7 }), "and proposed more");
        Fails(
            SearcherChecks.SizeIsTrue,
            new BrokenSettings((space, _) => new BrokenSearcher(space) { Size = 7, OnPropose = (searcher, trial, random) => trial.Value < 5 ? searcher.Draw(random) : null }) { EndsByItself = true },
            "and proposed only these");
    }

    [Fact]
    public void One_that_ends_before_the_space_is_used_up_is_found() => Fails(
        SearcherChecks.NoDuplicates, Proposing((searcher, trial, random) => trial.Value < 3 ? searcher.Draw(random) : null), "configurations untried");

    [Fact]
    public void One_that_is_another_in_each_experiment_is_found()
    {
        int made = 0;
        SearcherSettings fickle = new BrokenSettings((space, _) =>
        {
            int mine = made++;
            return new BrokenSearcher(space) { OnPropose = (searcher, trial, _) => searcher.Draw(RandomStream.For(mine, "made", trial.Value)) };
        });

        Fails(SearcherChecks.StrictOrder, fickle, "with 1 trainers and with 2, trial 0 differs");
    }

    private static IEnumerable<Action<SearcherSettings, ConformanceOptions?>> Checks { get; } =
        [.. typeof(SearcherChecks).GetMethods()
            .Where(m => m.GetParameters() is [{ ParameterType: var first }, _] && first == typeof(SearcherSettings))
            .Select(m => m.CreateDelegate<Action<SearcherSettings, ConformanceOptions?>>())];

    private static void Fails(Action<SearcherSettings, ConformanceOptions?> check, SearcherSettings broken, string because, [CallerArgumentExpression(nameof(check))] string name = "")
    {
        ConformanceException breach = Assert.Throws<ConformanceException>(() => check(broken, Few));
        Assert.Contains(because, breach.Message, StringComparison.Ordinal);
        Assert.StartsWith(name.Split('.')[^1], breach.Check, StringComparison.Ordinal);
    }

    private static BrokenSettings Proposing(Func<BrokenSearcher, TrialId, RandomStream, Proposal?> propose) => new((space, _) => new BrokenSearcher(space) { OnPropose = propose });

    // Takes notice, and then of what it does not like.
    private static BrokenSettings Observing(Action<BrokenSearcher, Observation> observe) => new((space, _) => new BrokenSearcher(space)
    {
        OnObserve = (searcher, fact) =>
        {
            observe(searcher, fact);
            searcher.Facts.Add(fact);
        },
    });

    private static void Refuse(bool condition)
    {
        if (condition)
        {
            throw new InvalidOperationException("this was not foreseen");
        }
    }

    private sealed class RightSearcher : ISearcherUnderTest
    {
        public SearcherSettings Settings { get; } = new RandomSearcherSettings();
    }

    private sealed class HashingSearcher : ISearcherUnderTest
    {
        public SearcherSettings Settings { get; } = Proposing((searcher, trial, _) => searcher.Draw(RandomStream.For("relu".GetHashCode(), "hash", trial.Value)));
    }
}
