using HpoActors.Core.Searchers;
using HpoActors.TestKit.Checks;
using Xunit;

namespace HpoActors.TestKit;

/// <summary>
/// The conformance suite as an xunit class. A test class inherits it, names a searcher, and has all checks; each is a method of <see cref="SearcherChecks"/>, which says
/// what it asks for. Other test frameworks call those.
/// </summary>
/// <example>
/// <code>
/// public sealed class MySearcherConformance : SearcherConformance
/// {
///     protected override SearcherSettings Settings => new MySearcherSettings();
/// }
/// </code>
/// </example>
public abstract class SearcherConformance : ISearcherUnderTest
{
    /// <summary>The searcher with its options.</summary>
    protected abstract SearcherSettings Settings { get; }

    /// <summary>How hard the checks look.</summary>
    protected virtual ConformanceOptions Options { get; } = new();

    SearcherSettings ISearcherUnderTest.Settings => Settings;

    /// <summary><see cref="SearcherChecks.KindsAndPairs"/>.</summary>
    [Fact]
    public void Every_kind_and_every_pair_of_kinds_stays_in_the_space() => SearcherChecks.KindsAndPairs(Settings, Options);

    /// <summary><see cref="SearcherChecks.StepsExact"/>.</summary>
    [Fact]
    public void Values_on_a_step_are_exact() => SearcherChecks.StepsExact(Settings, Options);

    /// <summary><see cref="SearcherChecks.SingleValues"/>.</summary>
    [Fact]
    public void Ranges_of_a_single_value_are_no_trouble() => SearcherChecks.SingleValues(Settings, Options);

    /// <summary><see cref="SearcherChecks.NativeTypes"/>.</summary>
    [Fact]
    public void Values_keep_their_native_types() => SearcherChecks.NativeTypes(Settings, Options);

    /// <summary><see cref="SearcherChecks.NothingToSearch"/>.</summary>
    [Fact]
    public void A_space_with_nothing_to_search_is_no_trouble() => SearcherChecks.NothingToSearch(Settings, Options);

    /// <summary><see cref="SearcherChecks.ConditionalBranches"/>.</summary>
    [Fact]
    public void Both_sides_of_every_condition_are_tried() => SearcherChecks.ConditionalBranches(Settings, Options);

    /// <summary><see cref="SearcherChecks.ForbiddenClauses"/>.</summary>
    [Fact]
    public void Nothing_forbidden_is_proposed() => SearcherChecks.ForbiddenClauses(Settings, Options);

    /// <summary><see cref="SearcherChecks.RandomSpaces"/>.</summary>
    [Fact]
    public void Random_spaces_get_valid_proposals_whatever_happens() => SearcherChecks.RandomSpaces(Settings, Options);

    /// <summary><see cref="SearcherChecks.NonFiniteResults"/>.</summary>
    [Fact]
    public void Results_that_are_no_numbers_do_no_harm() => SearcherChecks.NonFiniteResults(Settings, Options);

    /// <summary><see cref="SearcherChecks.FailedStoppedAndCancelled"/>.</summary>
    [Fact]
    public void Failed_stopped_and_cancelled_trials_do_no_harm() => SearcherChecks.FailedStoppedAndCancelled(Settings, Options);

    /// <summary><see cref="SearcherChecks.PendingTrials"/>.</summary>
    [Fact]
    public void Many_trials_may_be_pending() => SearcherChecks.PendingTrials(Settings, Options);

    /// <summary><see cref="SearcherChecks.ResultsInAnyOrder"/>.</summary>
    [Fact]
    public void Results_may_come_in_any_order() => SearcherChecks.ResultsInAnyOrder(Settings, Options);

    /// <summary><see cref="SearcherChecks.TrialsOfOthers"/>.</summary>
    [Fact]
    public void Trials_may_be_proposed_by_others() => SearcherChecks.TrialsOfOthers(Settings, Options);

    /// <summary><see cref="SearcherChecks.KnownResults"/>.</summary>
    [Fact]
    public void Results_of_earlier_experiments_are_taken() => SearcherChecks.KnownResults(Settings, Options);

    /// <summary><see cref="SearcherChecks.EndedTwice"/>.</summary>
    [Fact]
    public void A_trial_may_end_twice() => SearcherChecks.EndedTwice(Settings, Options);

    /// <summary><see cref="SearcherChecks.LearnsOnlyWhereItSays"/>.</summary>
    [Fact]
    public void It_learns_from_results_only_where_it_says_so() => SearcherChecks.LearnsOnlyWhereItSays(Settings, Options);

    /// <summary><see cref="SearcherChecks.ProposeChangesNothing"/>.</summary>
    [Fact]
    public void Asking_changes_nothing() => SearcherChecks.ProposeChangesNothing(Settings, Options);

    /// <summary><see cref="SearcherChecks.SameSeedSameProposals"/>.</summary>
    [Fact]
    public void The_same_seed_gives_the_same_proposals() => SearcherChecks.SameSeedSameProposals(Settings, Options);

    /// <summary><see cref="SearcherChecks.SameInFreshProcess(Type, ConformanceOptions)"/>.</summary>
    [Fact]
    public void A_fresh_process_gives_the_same_proposals() => SearcherChecks.SameInFreshProcess(GetType(), Options);

    /// <summary><see cref="SearcherChecks.OtherSeedOtherProposals"/>.</summary>
    [Fact]
    public void Another_seed_gives_other_proposals() => SearcherChecks.OtherSeedOtherProposals(Settings, Options);

    /// <summary><see cref="SearcherChecks.ReplayEqualsLive"/>.</summary>
    [Fact]
    public void Replay_equals_live() => SearcherChecks.ReplayEqualsLive(Settings, Options);

    /// <summary><see cref="SearcherChecks.Askers"/>.</summary>
    [Fact]
    public void One_two_and_eight_askers_lose_nothing() => SearcherChecks.Askers(Settings, Options);

    /// <summary><see cref="SearcherChecks.StopAndGoOn"/>.</summary>
    [Fact]
    public void Stopped_and_gone_on_it_is_the_same_experiment() => SearcherChecks.StopAndGoOn(Settings, Options);

    /// <summary><see cref="SearcherChecks.SizeIsTrue"/>.</summary>
    [Fact]
    public void It_has_as_many_configurations_as_it_says() => SearcherChecks.SizeIsTrue(Settings, Options);

    /// <summary><see cref="SearcherChecks.NoDuplicates"/>.</summary>
    [Fact]
    public void Without_duplicates_a_small_space_is_used_up() => SearcherChecks.NoDuplicates(Settings, Options);

    /// <summary><see cref="SearcherChecks.StrictOrder"/>.</summary>
    [Fact]
    public void In_strict_order_the_number_of_trainers_does_not_matter() => SearcherChecks.StrictOrder(Settings, Options);
}
