using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Core.Tests.Experiments;

/// <summary>Plain objects without actors: ask, evaluate, tell.</summary>
public sealed class TenLineLoopTests
{
    [Fact]
    public void Random_search_minimises_a_quadratic_in_ten_lines()
    {
        ExperimentSpec spec = new()
        {
            Name = "quadratic",
            Space = new SearchSpace(new FloatHyperparameter("x", -2, 2), new FloatHyperparameter("y", -2, 2)),
            ObjectiveName = "quadratic",
            Budget = new Budget { Trials = 200 },
        };
        Leaderboard results = new(spec);
        ExperimentDriver experiment = new(spec, results.Apply);

        experiment.Start();
        while (experiment.Ask() is { } trial)
        {
            double x = trial.Configuration.GetDouble("x");
            double y = trial.Configuration.GetDouble("y");
            experiment.Tell(trial, ((x - 1) * (x - 1)) + ((y + 1) * (y + 1)));
        }

        Assert.Equal(ExperimentPhase.Finished, experiment.State.Phase);
        Assert.Equal(200, experiment.State.Completed);
        Assert.True(results.Best!.Value < 0.1, $"{results.Best.Value} at {results.Best.Configuration}");
        Assert.Equal(1, results.Best.Configuration.GetDouble("x"), 0.32);
    }
}
