namespace HpoActors.Cli.Tests;

/// <summary>What is wrong, where, and what to do: one line, exit code 2, no stack trace.</summary>
public sealed class BadInputTests : IDisposable
{
    private const string Good = """
        experiment {
          budget { trials = 2 }
          space { x { type = float, min = 0, max = 1 } }
          objective { type = function, function = sphere }
          metric = value
        }
        """;

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("trials = 2", "trails = 2", "bad.conf:2", "experiment.budget.trails", "trials")]
    [InlineData("trials = 2", "trials = two", "bad.conf:2", "experiment.budget.trials", "whole number")]
    [InlineData("min = 0,", "min = 3,", "bad.conf:3", "experiment.space.x.min", "above max")]
    [InlineData("min = 0,", "scale = log, min = 0,", "bad.conf:3", "experiment.space.x.min", "above 0")]
    [InlineData("x { type = float, min = 0, max = 1 }", "x { type = choice, values = [] }", "bad.conf:3", "experiment.space.x.values", "at least one")]
    [InlineData("metric = value", "metric = value\n  searcher = bayes", "bad.conf:6", "experiment.searcher", "random")]
    [InlineData("budget { trials = 2 }", "budget { trials = 2", "bad.conf")]
    [InlineData("metric = value", "metric = \"value", "bad.conf:5")]
    [InlineData("min = 0, max = 1", "min = 0 max = 1", "bad.conf:3")]
    [InlineData("function = sphere", "function = spere", "spere", "sphere")]
    [InlineData("type = function,", "type = functoin,", "functoin", "function")]
    public async Task A_bad_file_is_explained_in_one_line(string good, string bad, params string[] words)
    {
        _folder.Write("bad.conf", Good.Replace(good, bad, StringComparison.Ordinal));
        await RefusedAsync(["run", "bad.conf"], words);
        await RefusedAsync(["validate", "bad.conf"], words);
    }

    [Fact]
    public async Task Prose_is_no_experiment()
    {
        _folder.Write("bad.conf", "Please find me a good learning rate.\nThank you!\n");
        await RefusedAsync(["run", "bad.conf"], "bad.conf:1");
    }

    [Fact]
    public async Task A_file_that_is_not_there_or_is_a_directory_is_named()
    {
        await RefusedAsync(["run", "missing.conf"], "missing.conf");
        await RefusedAsync(["run", _folder.Path], _folder.Path);
    }

    [Theory]
    [InlineData("--trials", "0", "--trials")]
    [InlineData("--trials", "many", "--trials")]
    [InlineData("--set", "budget.trails=3", "--set", "trials")]
    [InlineData("--set", "nonsense", "--set")]
    [InlineData("--trainers", "gpu:1", "gpu:1")]
    [InlineData("--trainers", "cpu:4000", "4000")]
    [InlineData("--store", "redis://here", "redis://here", "postgresql://")]
    [InlineData("--trails", "3", "--trials")]
    [InlineData("--save-best", "no/such/place", "no/such")]
    public async Task A_bad_argument_is_explained_in_one_line(string option, string value, params string[] words)
    {
        _folder.Write("good.conf", Good);
        await RefusedAsync(["run", "good.conf", option, value], words);
    }

    [Theory]
    [InlineData("rnu", "run")]
    [InlineData("data get mnist", "fashion-mnist")]
    public async Task An_unknown_word_is_explained_in_one_line(string words, string remedy) => await RefusedAsync(words.Split(' '), remedy);

    [Fact]
    public async Task An_altered_or_truncated_dataset_is_named()
    {
        string data = Directory.CreateDirectory(Path.Combine(_folder.Path, "fashion-mnist")).FullName;
        foreach (string file in new[] { "train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz" })
        {
            File.WriteAllBytes(Path.Combine(data, file), new byte[1000]);
        }

        _folder.Write("s.conf", $$"""
            experiment {
              budget { trials = 1 }
              space { learning_rate { type = float, min = 1e-4, max = 1, scale = log } }
              objective { type = softmax, data-dir = "{{_folder.Path}}", fallback = synthetic }
            }
            """);
        await RefusedAsync(["run", "s.conf"], "idx", "hpo data");
        HpoProcess.Outcome verify = await HpoProcess.RunAsync(_folder.Path, "data", "verify", "fashion-mnist", "--data-dir", ".");
        Assert.Equal(1, verify.ExitCode);
        Assert.Contains("truncated", verify.Output, StringComparison.Ordinal);
        await RefusedAsync(["run", "s.conf", "--set", "objective.data-dir=nowhere"], "nowhere");
    }

    private async Task RefusedAsync(string[] args, params string[] words)
    {
        StringWriter output = new();
        StringWriter error = new();
        string before = Environment.CurrentDirectory;
        string[] store = args is ["run", ..] && !args.Contains("--store") ? ["--store", "none"] : [];
        int exit = await new HpoCommand(output, error).RunAsync([.. args.Select(InFolder), .. store]);
        Assert.Equal(before, Environment.CurrentDirectory);
        string line = error.ToString();
        Assert.True(exit == 2, $"exit code {exit}: {line}{output}");
        Assert.Equal("", output.ToString());
        Assert.Equal(1, line.Count(c => c == '\n'));
        Assert.DoesNotContain("   at ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
    }

    // In this process the current directory is everybody's, so that paths are made full.
    private string InFolder(string word) =>
        word.EndsWith(".conf", StringComparison.Ordinal) ? Path.Combine(_folder.Path, word)
        : word.StartsWith("objective.data-dir=", StringComparison.Ordinal) ? word.Replace("=", "=" + _folder.Path + "/", StringComparison.Ordinal)
        : word;
}
