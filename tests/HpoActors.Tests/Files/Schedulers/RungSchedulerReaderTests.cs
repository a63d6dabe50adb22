using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Sha;

namespace HpoActors.Tests.Files.Schedulers;

public sealed class RungSchedulerReaderTests
{
    public static TheoryData<string, SchedulerSettings> Written { get; } = new()
    {
        { "asha", new AshaSchedulerSettings() },
        { "{ type = asha, eta = 3, min-epochs = 1, variant = promotion, rule = top, brackets = 1 }", new AshaSchedulerSettings() },
        { "{ type = asha, eta = 4, min-epochs = 2, variant = stopping, rule = ray, brackets = 2 }", new AshaSchedulerSettings(4, 2, AshaVariant.Stopping, AshaRule.Ray, 2) },
        { "{ type = asha, variant = stopping, rule = optuna }", new AshaSchedulerSettings(Variant: AshaVariant.Stopping, Rule: AshaRule.Optuna) },
        { "{ type = asha, rule = syne-tune }", new AshaSchedulerSettings(Rule: AshaRule.SyneTune) },
        { "sha", new ShaSchedulerSettings() },
        { "{ type = sha, eta = 3, min-epochs = 1, trials = auto }", new ShaSchedulerSettings() },
        { "{ type = sha, eta = 2, min-epochs = 4, trials = 12 }", new ShaSchedulerSettings(2, 4, 12) },
        { "hyperband", new HyperbandSchedulerSettings() },
        { "{ type = hyperband, eta = 4, min-epochs = 3 }", new HyperbandSchedulerSettings(4, 3) },
        { "pasha", new PashaSchedulerSettings() },
        { "{ type = pasha, eta = 3, min-epochs = 1, epsilon = auto }", new PashaSchedulerSettings() },
        { "{ type = pasha, eta = 2, min-epochs = 2, epsilon = 0.01 }", new PashaSchedulerSettings(2, 2, 0.01) },
    };

    [Theory]
    [MemberData(nameof(Written))]
    public void A_schedulers_options_are_read(string scheduler, SchedulerSettings settings) =>
        Assert.Equal(settings, ExperimentTexts.Parse(With(scheduler)).Spec.Scheduler);

    [Theory]
    [InlineData("{ type = asha, eta = 2.5 }", "eta: must be a whole number of at least 2 (is '2.5')")]
    [InlineData("{ type = asha, eta = 1 }", "eta: must be a whole number of at least 2 (is '1')")]
    [InlineData("{ type = asha, min-epochs = 28 }", "min-epochs: must be at least 1 and at most the 27 epochs of a trial (is 28)")]
    [InlineData("{ type = asha, variant = promote }", "variant: must be promotion or stopping (is 'promote')")]
    [InlineData("{ type = asha, rule = best }", "rule: must be top, optuna, ray or syne-tune (is 'best')")]
    [InlineData("{ type = asha, rule = ray }", "rule: ray never pauses a trial; write variant = stopping, or rule = top or syne-tune")]
    [InlineData("{ type = asha, brackets = 5 }", "brackets: must be at least 1 and at most 4, the rungs from 1 to 27 epochs (is 5)")]
    [InlineData("{ type = asha, reduction-factor = 3 }", "reduction-factor: unknown key; known here: ")]
    [InlineData("{ type = sha, trials = 0 }", "trials: must be a whole number of at least 1 (is '0')")]
    [InlineData("{ type = hyperband, brackets = 2 }", "brackets: unknown key; known here: ")]
    [InlineData("{ type = pasha, epsilon = small }", "epsilon: must be a number (is 'small')")]
    [InlineData("{ type = pasha, epsilon = -1 }", "epsilon: must be auto or a number of at least 0 (is -1)")]
    public void A_wrong_option_is_named(string scheduler, string error) =>
        Assert.Contains($"experiment.scheduler.{error}", ExperimentTexts.ErrorOf(With(scheduler)), StringComparison.Ordinal);

    private static string With(string scheduler) => ExperimentTexts.With($"budget.epochs = 27\nscheduler = {scheduler}");
}
