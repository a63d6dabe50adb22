using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Files;

namespace HpoActors.Tests.Files;

public sealed class ReadyExperimentTests
{
    /// <summary>The ready experiments; node profiles have no block of that name.</summary>
    public static TheoryData<string> Files() => [.. Directory.GetFiles(ExperimentTexts.Folder, "*.conf")
        .Where(path => Path.GetFileName(path) != "reference.conf" && HoconReader.ReadFile(File.ReadAllText(path), path).Entries.ContainsKey("experiment"))
        .Select(path => Path.GetFileName(path)!).Order()];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_ready_experiment_loads_under_its_own_name(string name)
    {
        ExperimentFile file = ExperimentFile.Load(Path.Combine(ExperimentTexts.Folder, name));
        Assert.Equal(Path.GetFileNameWithoutExtension(name), file.Spec.Name);
        Assert.NotNull(file.Spec.Budget.Trials);
    }

    [Fact]
    public void The_quick_start_and_the_textbook_search_differ_in_the_split_alone()
    {
        ExperimentSpec start = Load("softmax.conf");
        ExperimentSpec textbook = Load("softmax-textbook.conf");
        Assert.Equal(new Budget { Trials = 5, Epochs = 8 }, start.Budget);
        Assert.Equal("float in [0.0001, 1], log scale", Assert.Single(start.Space.Hyperparameters).Describe());
        Assert.Equal("16", start.Objective.Read("").Text("batch-size"));
        Assert.Equal("synthetic", start.Objective.Read("").Text("fallback"));
        Assert.Equal(start.Budget, textbook.Budget);
        Assert.Equal<Hyperparameter>(start.Space.Hyperparameters, textbook.Space.Hyperparameters);
        Assert.Equal(start.Seed, textbook.Seed);
        Assert.Equal("test-as-validation", textbook.Objective.Read("").Text("split"));
        Assert.Equal(start.Objective.Entries, textbook.Objective.Entries.Where(e => e.Key != "split"));
    }

    [Fact]
    public void The_textbooks_perceptron_has_one_width_or_one_for_each_layer()
    {
        string[] shared = ["learning_rate", "batch_size", "momentum", "activation", "layers"];
        ExperimentSpec one = Load("mlp.conf");
        ExperimentSpec each = Load("mlp-conditional.conf");
        Assert.Equal(
            ["float in [1E-06, 0.1], log scale", "int in [8, 256], log scale", "float in [0, 0.99]", "choice of tanh, relu", "int in [1, 6]"],
            shared.Select(name => one.Space.Hyperparameters.Single(h => h.Name == name).Describe()));
        Assert.Equal<Hyperparameter>(
            shared.Select(name => one.Space.Hyperparameters.Single(h => h.Name == name)), each.Space.Hyperparameters.Where(h => shared.Contains(h.Name)));
        Hyperparameter[] units = [.. each.Space.Hyperparameters.Where(h => !shared.Contains(h.Name))];
        Assert.Equal(["units_1", "units_2", "units_3", "units_4", "units_5", "units_6"], units.Select(h => h.Name));
        Assert.Equal([null, "layers >= 2", "layers >= 3", "layers >= 4", "layers >= 5", "layers >= 6"], units.Select(h => h.When?.Text));
        Assert.All(units, h => Assert.Equal(one.Space.Hyperparameters.Single(u => u.Name == "units").Describe(), h.Describe()));
        Assert.Equal(one.Budget, each.Budget);
        Assert.Equal(one.Objective.Entries, each.Objective.Entries);
    }

    [Fact]
    public void The_others_say_what_their_objectives_need()
    {
        Assert.Equal("sphere", Load("quadratic.conf").Objective.Read("").Text("function"));
        Assert.Equal("{learning_rate}", Load("command.conf").Objective.Read("").TextList("command")![^1]);
    }

    private static ExperimentSpec Load(string name) => ExperimentFile.Load(Path.Combine(ExperimentTexts.Folder, name)).Spec;
}
