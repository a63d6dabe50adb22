using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.Torch.Lanes;

/// <summary>What a model understands: checks an experiment's space and metric before anything is trained.</summary>
/// <param name="Model">The objective's name, for messages.</param>
/// <param name="Hyperparameters">Its hyperparameters, in the order in which messages list them.</param>
internal sealed record ModelRules(string Model, IReadOnlyList<(string Name, ValueRule Rule)> Hyperparameters)
{
    private static readonly string[] Reported = ["validation_error", "validation_loss", "training_loss", "seconds"];

    /// <exception cref="InvalidOptionException">The metric is not reported, or a hyperparameter unknown or with values that the model cannot take.</exception>
    public void Check(ExperimentSpec spec)
    {
        if (!Reported.Contains(spec.Metric))
        {
            throw new InvalidOptionException(
                "metric", $"the {Model} objective reports no '{spec.Metric}'{Nearest.Hint(spec.Metric, Reported)}; it reports: {string.Join(", ", Reported)}");
        }

        foreach (Hyperparameter hyperparameter in spec.Space.Hyperparameters)
        {
            string name = hyperparameter.Name;
            IEnumerable<string> known = Hyperparameters.Select(h => h.Name);
            ValueRule rule = Hyperparameters.FirstOrDefault(h => h.Name == name).Rule ?? throw new InvalidOptionException(
                $"space.{name}", $"the {Model} model has no such hyperparameter{Nearest.Hint(name, known)}; it has: {string.Join(", ", known)}");

            // The bounds of a range, or all values of a list.
            if (hyperparameter.Grid(2).Any(value => !rule.Holds(value)))
            {
                throw new InvalidOptionException($"space.{name}", $"must be {rule.All}");
            }
        }
    }
}
