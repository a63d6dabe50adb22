using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.TestKit.Simulation;

namespace HpoActors.TestKit.Tests.Simulation;

/// <summary>Which recorded learning curve stands in for a configuration that was not recorded.</summary>
public sealed class RecordedTrainingTests
{
    private const string Document = """
        {
          "experiment": { "metric": "error", "lanes": 4 },
          "trials": [
            { "id": 0, "seconds": 4, "configuration": { "rate": 0.01, "kind": "a" }, "reports": [{ "epoch": 1, "metrics": { "error": 0.5 } }, { "epoch": 2, "metrics": { "error": 0.4 } }] },
            { "id": 1, "seconds": 6, "configuration": { "rate": 0.1, "kind": "b", "depth": 2 }, "reports": [{ "epoch": 1, "metrics": { "error": 0.7 } }, { "epoch": 2, "metrics": { "error": null } }] },
            { "id": 2, "seconds": 1, "configuration": { "rate": 0.5, "kind": "a" }, "reports": [{ "epoch": 1, "metrics": { "error": 0.9 } }] },
            { "id": 3, "seconds": 1, "configuration": { "rate": 0.6, "kind": "a" }, "reports": [] }
          ]
        }
        """;

    private static readonly ExperimentSpec Spec = new()
    {
        Name = "recorded",
        Space = new SearchSpace(
            new FloatHyperparameter("rate", 0.001, 1, Scale.Log),
            new ChoiceHyperparameter("kind", HyperparameterValue.Of("a"), HyperparameterValue.Of("b")),
            new IntHyperparameter("depth", 1, 4) { When = Condition.Parse("kind == b") }),
        ObjectiveName = "simulated",
        Metric = "error",
        Budget = new Budget { Trials = 4, Epochs = 2 },
    };

    private readonly RecordedTraining _recorded = RecordedTraining.Read(Spec, Document);

    [Fact]
    public void A_recorded_configuration_has_its_own_curve_and_an_equal_part_of_its_time_for_each_epoch()
    {
        IReadOnlyList<RecordedEpoch> epochs = _recorded.NearestTo(Of(0.1, "b", 2));
        Assert.Equal([new RecordedEpoch(0.7, TimeSpan.FromSeconds(3)), new RecordedEpoch(double.NaN, TimeSpan.FromSeconds(3))], epochs);
        Assert.Equal((1, 0, 4), (_recorded.Asked, _recorded.Inexact, _recorded.Lanes));
    }

    // Shares of the prior's mass on the log scale from 0.001 to 1: 0.01 lies at 1/3, 0.1 at 2/3, 0.09 at 0.651.
    [Theory]
    [InlineData(0.09, "a", 0, 0.5)] // 0.318 from trial 0; from trial 1 0.015 and 2 for the other kind and the missing depth
    [InlineData(0.012, "b", 2, 0.7)] // 0.307 from trial 1; from trial 0 0.026 and 2
    [InlineData(0.5, "a", 0, 0.5)] // trial 2 is the very one, but has one epoch where two are needed
    public void The_nearest_configuration_with_enough_epochs_stands_in(double rate, string kind, int depth, double first)
    {
        Assert.Equal(first, _recorded.NearestTo(Of(rate, kind, depth))[0].Value);
        Assert.Equal((1, 1), (_recorded.Asked, _recorded.Inexact));
        _recorded.NearestTo(Of(rate, kind, depth));
        Assert.Equal((1, 1), (_recorded.Asked, _recorded.Inexact));
    }

    [Fact]
    public void Without_any_trial_of_enough_epochs_there_is_nothing_to_stand_in()
    {
        RecordedTraining recorded = RecordedTraining.Read(Spec with { Budget = new Budget { Trials = 4, Epochs = 3 } }, Document);
        Assert.Contains("has no trial with 3 epochs", Assert.Throws<InvalidOperationException>(() => recorded.NearestTo(Of(0.01, "a", 0))).Message, StringComparison.Ordinal);
    }

    private static Configuration Of(double rate, string kind, int depth)
    {
        List<KeyValuePair<string, HyperparameterValue>> values = [new("rate", HyperparameterValue.Of(rate)), new("kind", HyperparameterValue.Of(kind))];
        if (depth > 0)
        {
            values.Add(new("depth", HyperparameterValue.Of((long)depth)));
        }

        return new Configuration(values);
    }
}
