// Without actors and without Torch: ask, evaluate, tell.
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

ExperimentDriver experiment = new(new ExperimentSpec
{
    Name = "quadratic",
    Space = new SearchSpace(new FloatHyperparameter("x", -5, 5), new FloatHyperparameter("y", -5, 5)),
    ObjectiveName = "quadratic",
    Budget = new Budget { Trials = 200 },
});
experiment.Start();
while (experiment.Ask() is { } trial)
{
    double x = trial.Configuration.GetDouble("x");
    double y = trial.Configuration.GetDouble("y");
    experiment.Tell(trial, ((x - 1) * (x - 1)) + ((y + 2) * (y + 2)));
}

Console.WriteLine($"best of {experiment.State.Completed} trials: trial {experiment.State.Best}, value {experiment.State.BestValue:0.0000}");
