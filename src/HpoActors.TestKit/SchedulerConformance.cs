using HpoActors.Core.Schedulers;
using HpoActors.TestKit.Checks;
using Xunit;

namespace HpoActors.TestKit;

/// <summary>
/// The conformance suite of schedulers as an xunit class. A test class inherits it, names a scheduler, and has all checks; each is a method of <see cref="SchedulerChecks"/>,
/// which says what it asks for. Other test frameworks call those.
/// </summary>
/// <example>
/// <code>
/// public sealed class MySchedulerConformance : SchedulerConformance
/// {
///     protected override SchedulerSettings Settings => new MySchedulerSettings();
/// }
/// </code>
/// </example>
public abstract class SchedulerConformance : ISchedulerUnderTest
{
    /// <summary>The scheduler with its options.</summary>
    protected abstract SchedulerSettings Settings { get; }

    /// <summary>How hard the checks look.</summary>
    protected virtual ConformanceOptions Options { get; } = new();

    SchedulerSettings ISchedulerUnderTest.Settings => Settings;

    /// <summary><see cref="SchedulerChecks.Interleavings"/>.</summary>
    [Fact]
    public void Every_interleaving_with_any_number_of_trainers_comes_to_its_end() => SchedulerChecks.Interleavings(Settings, Options);

    /// <summary><see cref="SchedulerChecks.TiesAndNonFinite"/>.</summary>
    [Fact]
    public void Equal_values_and_values_that_are_no_numbers_do_no_harm() => SchedulerChecks.TiesAndNonFinite(Settings, Options);

    /// <summary><see cref="SchedulerChecks.Failures"/>.</summary>
    [Fact]
    public void Trials_may_fail_at_any_time() => SchedulerChecks.Failures(Settings, Options);

    /// <summary><see cref="SchedulerChecks.Cancellations"/>.</summary>
    [Fact]
    public void The_experiment_may_be_interrupted_at_any_time() => SchedulerChecks.Cancellations(Settings, Options);

    /// <summary><see cref="SchedulerChecks.FewTrials"/>.</summary>
    [Fact]
    public void A_single_trial_is_no_trouble() => SchedulerChecks.FewTrials(Settings, Options);

    /// <summary><see cref="SchedulerChecks.LastProposedEarly"/>.</summary>
    [Fact]
    public void Fewer_trials_than_the_budget_allows_are_no_trouble() => SchedulerChecks.LastProposedEarly(Settings, Options);

    /// <summary><see cref="SchedulerChecks.EpochBudgets"/>.</summary>
    [Fact]
    public void A_budget_of_epochs_is_kept() => SchedulerChecks.EpochBudgets(Settings, Options);

    /// <summary><see cref="SchedulerChecks.UnequalLastEpochs"/>.</summary>
    [Fact]
    public void Trials_may_have_unequal_last_epochs() => SchedulerChecks.UnequalLastEpochs(Settings, Options);

    /// <summary><see cref="SchedulerChecks.AskingChangesNothing"/>.</summary>
    [Fact]
    public void Asking_changes_nothing() => SchedulerChecks.AskingChangesNothing(Settings, Options);

    /// <summary><see cref="SchedulerChecks.SameCallsSameDecisions"/>.</summary>
    [Fact]
    public void The_same_calls_bring_the_same_decisions() => SchedulerChecks.SameCallsSameDecisions(Settings, Options);

    /// <summary><see cref="SchedulerChecks.ReplayEqualsLive"/>.</summary>
    [Fact]
    public void Replay_equals_live() => SchedulerChecks.ReplayEqualsLive(Settings, Options);

    /// <summary><see cref="SchedulerChecks.SameInFreshProcess(Type, ConformanceOptions)"/>.</summary>
    [Fact]
    public void A_fresh_process_decides_the_same() => SchedulerChecks.SameInFreshProcess(GetType(), Options);
}
