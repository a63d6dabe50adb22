using System.Reflection;
using HpoActors.Core.Experiments;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class DefaultsTests
{
    [Fact]
    public void Reference_conf_and_the_types_agree()
    {
        ExperimentFile file = ExperimentTexts.Parse($"experiment {{ {ExperimentTexts.Space}, objective {{ type = softmax }}, budget.trials = 5 }}");
        ExperimentSpec defaults = new() { Name = "my", Space = file.Spec.Space, ObjectiveName = "softmax", Budget = new Budget { Trials = 5 } };
        foreach (PropertyInfo property in typeof(ExperimentSpec).GetProperties().Where(p => p.Name != nameof(ExperimentSpec.Objective)))
        {
            Assert.Equal(property.GetValue(defaults), property.GetValue(file.Spec));
        }

        Assert.Empty(file.Spec.Objective.Keys);
        Assert.Equal("auto", file.Trainers);
        Assert.Equal(TelemetryExporter.None, file.TelemetryExporter);
    }

    [Fact]
    public void Without_a_limit_there_is_none() => Assert.Equal(
        new Budget(),
        ExperimentTexts.Parse($"experiment {{ {ExperimentTexts.Space}, objective {{ type = a }}, searcher = grid }}").Spec.Budget);

    [Theory]
    [InlineData("name")]
    [InlineData("space")]
    [InlineData("objective")]
    public void What_has_no_default_is_documented(string key) => Assert.Matches($@"# +{key} (=|\{{)", ExperimentDefaults.Text());

    [Fact]
    public void Every_key_is_in_reference_conf()
    {
        string message = ExperimentTexts.ErrorOf(ExperimentTexts.With("unknown-to-all = 1"));
        string[] known = message.Split("known here: ")[1].Split(", ");
        Assert.Equal(known.Except(["name", "space", "objective"]).Order(), ExperimentDefaults.Read().Entries.Keys.Order());
    }
}
