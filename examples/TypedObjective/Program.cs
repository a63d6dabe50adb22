// A record describes the search space, and the objective receives it: no names in quotes, no casts.
using Akka.Actor;
using HpoActors;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Core.Spaces.Binding;

using ActorSystem system = ActorSystem.Create("kitchen", "akka.loglevel = WARNING");
ExperimentSpec spec = new()
{
    Name = "bread",
    Space = SearchSpace.Of<Recipe>(),
    ObjectiveName = "bread",
    Metric = "distance",
    Budget = new Budget { Trials = 300 },
    Points = [Configuration.From(new Recipe(Hydration: 0.65, Hours: 2, Flour.Wheat, Starter: false, StarterShare: null))],
};
RunOptions options = new() { Objective = s => new Bread(s) };

ExperimentResult result = await Hpo.Get(system).RunAsync(spec, options);
Console.WriteLine($"best of {result.Trials.Count}: {result.Best!.Configuration.As<Recipe>()}, {result.Best.Value:0.000} from perfect");

internal enum Flour
{
    Wheat,
    Spelt,
    Rye,
}

/// <summary>Rye does not rise without a starter, and only a starter has a share.</summary>
[Forbid("flour == rye && !starter")]
internal sealed record Recipe(
    [Uniform(0.5, 0.9)] double Hydration,
    [LogUniform(1, 48)] int Hours,
    Flour Flour,
    bool Starter,
    [When("starter")][Uniform(0.05, 0.4)] double? StarterShare);

internal sealed class Bread(ExperimentSpec spec) : Objective<Recipe>(spec)
{
    public override TrialOutcome Run(Recipe recipe, TrialContext trial, CancellationToken cancel)
    {
        double hydration = recipe.Flour == Flour.Rye ? 0.8 : 0.7;
        double hours = recipe.Starter ? 4 / recipe.StarterShare!.Value : 3;
        double distance = Math.Abs(recipe.Hydration - hydration) + Math.Abs(Math.Log(recipe.Hours / hours)) + (recipe.Starter ? 0 : 0.1);
        trial.Report(trial.Epochs, distance);
        return TrialOutcome.Completed;
    }
}
