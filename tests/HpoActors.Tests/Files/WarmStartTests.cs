using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using Newtonsoft.Json.Linq;

namespace HpoActors.Tests.Files;

/// <summary>Results of earlier experiments: <c>warm-start = ["earlier.json"]</c>.</summary>
public sealed class WarmStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hpo-warm-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Completed_trials_become_known_results_in_native_types()
    {
        Write("a.json", Document(
            Trial(0, "completed", 0.5, """{ "x": 1, "n": 2, "act": "tanh", "deep": 0.25 }"""),
            Trial(1, "failed", null, """{ "x": 0.5, "n": 1, "act": "tanh" }"""),
            Trial(2, "stopped", 0.1, """{ "x": 0.5, "n": 1, "act": "tanh" }"""),
            Trial(3, "completed", 7, """{ "act": "2026-01-02T03:04:05", "n": 1, "x": 0.125 }""")));
        ExperimentFile file = Load("warm-start = [\"a.json\"]");
        Assert.Equal(["x=1, n=2, act=tanh, deep=0.25: 0.5", "x=0.125, n=1, act=2026-01-02T03:04:05: 7"], file.Spec.WarmStart.Select(r => $"{r.Configuration}: {r.Value}"));
        Assert.Equal([ValueKind.Float, ValueKind.Int, ValueKind.Text, ValueKind.Float], file.Spec.WarmStart[0].Configuration.Select(p => p.Value.Kind));
        Assert.Empty(file.Notices);
    }

    [Fact]
    public void Several_documents_come_one_after_the_other_and_paths_are_seen_from_the_file()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "old"));
        Write("old/a.json", Document(Trial(0, "completed", 1, """{ "x": 1, "n": 1, "act": "tanh" }""")));
        Write("b.json", Document(Trial(0, "completed", 2, """{ "x": 1, "n": 1, "act": "tanh" }""")));
        Assert.Equal([1, 2, 1], Load($"warm-start = [old/a.json, b.json, \"{_folder.FullName.Replace("\\", "\\\\", StringComparison.Ordinal)}/old/a.json\"]").Spec.WarmStart.Select(r => r.Value));
    }

    [Fact]
    public void Trials_outside_the_space_are_left_out_and_counted()
    {
        Write("a.json", Document(
            Trial(0, "completed", 1, """{ "x": 2, "n": 1, "act": "tanh" }"""),
            Trial(1, "completed", 2, """{ "x": 1, "n": 1, "act": "tanh" }"""),
            Trial(2, "completed", 3, """{ "x": 1, "n": 2, "act": "tanh" }"""),
            Trial(3, "completed", 4, """{ "x": 1, "n": 1, "act": "tanh", "more": 1 }"""),
            Trial(4, "completed", 4, """{ "x": 1, "n": 1.5, "act": "tanh" }"""),
            Trial(5, "completed", 4, """{ "x": 1, "n": 3, "act": "tanh", "deep": 0.1 }"""),
            Trial(6, "completed", null, """{ "x": 1, "n": 1, "act": "tanh" }""")));
        ExperimentFile file = Load("warm-start = [a.json]");
        Assert.Equal(2, Assert.Single(file.Spec.WarmStart).Value);
        Assert.Equal(
            ["a.json: 6 of 7 completed trials are outside this space and left out (trial 0 has x = 2, which is no float in [0, 1])"], file.Notices);
    }

    [Theory]
    [InlineData("""{ "n": 1, "act": "tanh" }""", "lacks x")]
    [InlineData("""{ "x": "1", "n": 1, "act": "tanh" }""", "has x = \"1\", which is no float in [0, 1]")]
    [InlineData("""{ "x": null, "n": 1, "act": "tanh" }""", "has x = null, which is no float in [0, 1]")]
    [InlineData("""{ "x": 1, "n": 1, "act": "tanh", "y": 1 }""", "has y, which is no hyperparameter of the space")]
    [InlineData("""{ "x": 1, "n": 2, "act": "tanh" }""", "lacks deep")]
    [InlineData("""{ "x": 1, "n": 3, "act": "tanh", "deep": 0 }""", "is forbidden: n == 3")]
    [InlineData("""{ "x": 1, "n": 99999999999999999999999, "act": "tanh" }""", "has n = 99999999999999999999999, which is no int in [1, 3]")]
    [InlineData("[]", "has no value or no configuration")]
    public void A_document_without_a_trial_in_the_space_is_refused(string configuration, string problem)
    {
        Write("a.json", Document(Trial(0, "completed", 1, configuration), Trial(1, "completed", 1, configuration)));
        Assert.Equal(Error($"none of the 2 completed trials of a.json is in this space (trial 0 {problem})"), ErrorOf());
    }

    [Fact]
    public void A_document_without_a_completed_trial_is_noticed()
    {
        Write("a.json", Document(Trial(0, "failed", null, "{ }")));
        ExperimentFile file = Load("warm-start = [a.json]");
        Assert.Empty(file.Spec.WarmStart);
        Assert.Equal(["a.json has no completed trial to start from"], file.Notices);
    }

    [Theory]
    [InlineData("", "a.json is no JSON: ")]
    [InlineData("{ \"a\": ", "a.json is no JSON: ")]
    [InlineData("[1]", "a.json is no JSON: ")]
    [InlineData("{ }", "a.json is no document of hpo run --json: it has no experiment with trials")]
    [InlineData("""{ "experiment": { }, "trials": [1] }""", "a.json is no document of hpo run --json: it has no experiment with trials")]
    [InlineData("""{ "experiment": { }, "trials": [] }""", "a.json is of another aim: ")]
    [InlineData(
        """{ "experiment": { "metric": "accuracy", "direction": "maximize" }, "trials": [] }""",
        "a.json is of another aim: maximize accuracy, where this experiment is to minimize validation_error")]
    [InlineData(
        """{ "experiment": { "metric": "validation_error", "direction": "maximize" }, "trials": [] }""",
        "a.json is of another aim: maximize validation_error, where this experiment is to minimize validation_error")]
    public void What_is_no_document_of_this_aim_is_refused(string text, string error)
    {
        Write("a.json", text);
        Assert.StartsWith(Error(error), ErrorOf(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() => Assert.Equal(Error($"there is no file {Path.Combine(_folder.FullName, "a.json")}"), ErrorOf());

    [Fact]
    public void A_directory_is_no_document()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "a.json"));
        Assert.StartsWith(Error($"{Path.Combine(_folder.FullName, "a.json")} cannot be read: "), ErrorOf(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_text_is_no_list() => Assert.EndsWith(
        "experiment.warm-start: must be a list of documents or results, such as [\"earlier.json\"] or [{ configuration { x = 1 }, value = 0.5 }]",
        Assert.Throws<ExperimentFileException>(() => Load("warm-start = a.json")).Message, StringComparison.Ordinal);

    private static JObject Trial(int id, string state, double? value, string configuration) =>
        new() { ["id"] = id, ["state"] = state, ["configuration"] = JToken.Parse(configuration), ["value"] = value };

    private static string Document(params JObject[] trials) => new JObject
    {
        ["experiment"] = new JObject { ["metric"] = "validation_error", ["direction"] = "minimize" }, ["trials"] = new JArray(trials),
    }.ToString();

    private string Error(string problem) => $"{Path.Combine(_folder.FullName, "my.conf")}:11: experiment.warm-start[0]: {problem}";

    private string ErrorOf() => Assert.Throws<ExperimentFileException>(() => Load("warm-start = [\na.json]")).Message;

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    // warm-start stands on line 10.
    private ExperimentFile Load(string warmStart) => ExperimentFile.Parse(
        $$"""
        experiment {
          {{ExperimentTexts.Space}}
          space.n { type = int, min = 1, max = 3 }
          space.act { type = choice, values = [tanh, "2026-01-02T03:04:05"] }
          space.deep { type = float, min = 0, max = 1, when = "n > 1" }
          space.forbid = ["n == 3"]
          objective { type = a }
          budget { trials = 5 }

          {{warmStart}}
        }
        """,
        Path.Combine(_folder.FullName, "my.conf"));
}
