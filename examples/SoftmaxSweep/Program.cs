// The reference job from C#: five learning rates for softmax regression on Fashion-MNIST, one trainer for each core.
using Akka.Actor;
using HpoActors;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Softmax;

ExperimentSpec spec = new()
{
    Name = "softmax",
    Space = new SearchSpace(new FloatHyperparameter("learning_rate", 1e-4, 1, Scale.Log)),
    ObjectiveName = "softmax",
    Objective = new OptionSet([new("fallback", "synthetic")]),
    Budget = new Budget { Trials = 5, Epochs = 8 },
};

using ActorSystem system = ActorSystem.Create("sweep");
Hpo hpo = Hpo.Get(system);
hpo.Objectives.Register("softmax", SoftmaxObjective.Create);

ExperimentResult result = await hpo.RunAsync(spec);
foreach (TrialResult trial in result.Trials)
{
    Console.WriteLine($"trial {trial.Id}: {trial.Configuration} → validation error {trial.Value:0.0000} in {trial.Seconds:0.0} s on {trial.Trainer}");
}

Console.WriteLine($"best: trial {result.Best?.Id}, test error {result.Test?["test_error"]:0.0000}, dataset {result.Objective.Dataset}");
