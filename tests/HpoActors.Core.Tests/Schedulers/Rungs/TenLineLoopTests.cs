using HpoActors.Core.Experiments;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Hyperband;
using HpoActors.Core.Schedulers.Pasha;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Core.Spaces;
using HpoActors.Core.Tests.Experiments;

namespace HpoActors.Core.Tests.Schedulers.Rungs;

/// <summary>Early stopping without actors: ask, evaluate up to the milestone, tell.</summary>
public sealed class TenLineLoopTests
{
    public static TheoryData<SchedulerSettings> All { get; } =
        [new AshaSchedulerSettings(), new AshaSchedulerSettings(Variant: AshaVariant.Stopping), new ShaSchedulerSettings(), new HyperbandSchedulerSettings(), new PashaSchedulerSettings()];

    [Theory]
    [MemberData(nameof(All))]
    public void A_loop_of_ten_lines_finds_what_is_good_with_a_part_of_the_epochs(SchedulerSettings settings)
    {
        ExperimentSpec spec = Specs.Of(trials: 81, epochs: 27) with { Space = new SearchSpace(new FloatHyperparameter("x", -2, 2)), Scheduler = settings };
        Leaderboard results = new(spec);
        ExperimentDriver experiment = new(spec, results.Apply);

        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            double x = trial.Configuration.GetDouble("x");
            for (int until = trial.Until, epoch = trial.FirstEpoch; epoch <= until; epoch++)
            {
                Verdict? verdict = experiment.Report(trial.Attempt, epoch, Rules.Error((x * x) + (1.0 / epoch)));
                until = verdict is { Kind: VerdictKind.Continue } goOn ? goOn.Until : until;
            }

            experiment.End(trial.Attempt);
        }

        Assert.Equal((ExperimentPhase.Finished, 81), (experiment.State.Phase, experiment.State.Completed + experiment.State.Stopped));
        Assert.Equal(0, results.Best!.Configuration.GetDouble("x"), 0.2);
        Assert.InRange(experiment.State.EpochsUsed, 81, 81 * 27 / 2);
    }
}
