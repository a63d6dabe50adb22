// A program that has an ActorSystem of its own tunes something on the side, with an objective of its own, and may interrupt it.
using Akka.Actor;
using HpoActors;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Core.Spaces;
using HpoActors.Devices;

using ActorSystem host = ActorSystem.Create("shop", "akka.loglevel = WARNING, hpo.trainer.heartbeat-interval = 2s");
using CancellationTokenSource closing = new(TimeSpan.FromSeconds(30));

ExperimentSpec spec = new()
{
    Name = "prices",
    Space = new SearchSpace(new FloatHyperparameter("price", 1, 20, step: 0.5), new BoolHyperparameter("free_shipping")),
    ObjectiveName = "prices",
    Metric = "profit",
    Direction = Direction.Maximize,
    Budget = new Budget { Trials = 40, Epochs = 3 },
};
RunOptions options = new()
{
    Objective = _ => new Prices(),
    Trainers = TrainersSpec.Parse("cpu:1"),
    Observer = fact => Console.WriteLine(fact is ExperimentEvents.TrialEnded ended ? $"trial {ended.Trial}: {ended.Value:0.00}" : $"  {fact.GetType().Name}"),
};

ExperimentResult result = await Hpo.Get(host).RunAsync(spec, options, closing.Token);
Console.WriteLine($"{result.Phase}: best {result.Best?.Configuration} with a profit of {result.Best?.Value:0.00}");

internal sealed class Prices : IObjective
{
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        double price = trial.Configuration.GetDouble("price");
        double cost = trial.Configuration.GetBool("free_shipping") ? 3 : 1;
        for (int week = trial.FirstEpoch; week <= trial.Epochs; week++)
        {
            double customers = (100 * Math.Exp(-price / 8)) + (5 * trial.Random("customers").NextDouble());
            if (trial.Report(week, (price - cost) * customers).Kind != VerdictKind.Continue)
            {
                break;
            }
        }

        return TrialOutcome.Completed;
    }
}
