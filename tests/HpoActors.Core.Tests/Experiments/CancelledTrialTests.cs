using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.Core.Tests.Experiments;

public sealed class CancelledTrialTests
{
    [Fact]
    public void A_cancelled_trial_keeps_its_last_value_and_the_time_since_it_was_assigned()
    {
        List<ExperimentEvent> facts = [];
        ExperimentDriver driver = new(
            new ExperimentSpec
            {
                Name = "cancelled",
                Space = new SearchSpace(new FloatHyperparameter("x", 0, 1)),
                ObjectiveName = "none",
                Budget = new Budget { Trials = 3, Epochs = 9 },
            },
            facts.Add);
        DateTimeOffset start = DateTimeOffset.UnixEpoch;
        driver.Start(start);
        Assignment trial = driver.Ask("cpu:0", start.AddSeconds(1))!;
        driver.Report(trial.Attempt, 1, new Metrics("validation_error", 0.5), start.AddSeconds(2));
        driver.Stop(ExperimentPhase.Interrupted, new Reason("test"), start.AddSeconds(5));

        TrialEnded ended = Assert.Single(facts.OfType<TrialEnded>());
        Assert.Equal((TrialState.Cancelled, 0.5, 4.0), (ended.State, ended.Value, ended.Seconds));
    }
}
