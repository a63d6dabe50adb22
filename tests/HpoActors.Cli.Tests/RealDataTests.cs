using System.Buffers.Binary;
using System.Text.Json;
using HpoActors.Torch.Tests;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Tests;

/// <summary>The main job on the real Fashion-MNIST files.</summary>
public sealed class RealDataTests : IDisposable
{
    private static readonly string Experiments = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "..", "..", "hocon"));

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealDataFact]
    public async Task The_quick_start_ends_with_five_trials_and_a_best_one_the_same_on_one_core_and_on_two()
    {
        HpoProcess.Outcome two = await RunAsync("softmax.conf", "--json", "--trainers", "cpu:2", "--save-best", "best.safetensors");
        HpoProcess.Outcome one = await RunAsync("softmax.conf", "--json", "--trainers", "cpu:1");

        Assert.Equal(0, two.ExitCode);
        Assert.Equal("fashion-mnist", two.Json["experiment"]!["dataset"]);
        Assert.Equal(5, two.Json["trials"]!.Count());
        Assert.Equal(["cpu:0", "cpu:1"], two.Json["trials"]!.Select(t => (string)t["trainer"]!).Distinct().Order());
        Assert.InRange((double)two.Json["best"]!["value"]!, 0.14, 0.17);
        Assert.InRange((double)two.Json["experiment"]!["test_error"]!, 0.15, 0.18);
        Assert.All(two.Json["trials"]!, trial =>
        {
            Assert.Equal(8, trial["epochs"]);
            Assert.Equal(7850, trial["parameters"]);
            Assert.True((double)trial["inference_seconds"]! > 0);
        });
        Assert.Equal(one.Numbers, two.Numbers);
        Assert.Equal(one.Json["experiment"]!["test_error"], two.Json["experiment"]!["test_error"]);

        byte[] weights = File.ReadAllBytes(Path.Combine(_folder.Path, "best.safetensors"));
        using JsonDocument header = JsonDocument.Parse(weights.AsMemory(8, (int)BinaryPrimitives.ReadInt64LittleEndian(weights)));
        Assert.Equal([10, 784], header.RootElement.GetProperty("weight").GetProperty("shape").EnumerateArray().Select(n => n.GetInt32()));
    }

    // Reference: a PyTorch run of the same model. From 0.1 on the last epoch's error is chaotic (PyTorch's own at 0.1 lies between 0.16 and 0.28 from seed
    // to seed), so that there the median over the later epochs of all seeds is compared; PyTorch's are 0.169 and 0.207.
    [RealDataFact]
    public async Task Errors_are_those_of_the_same_model_in_PyTorch()
    {
        Dictionary<double, List<double>> last = [];
        Dictionary<double, List<double>> later = [];
        for (int seed = 1; seed <= 3; seed++)
        {
            HpoProcess.Outcome run = await RunAsync("softmax-textbook.conf", "--json", "--seed", $"{seed}", "--set", "searcher=grid", "--set", "budget.trials=unlimited",
                "--set", "space.learning_rate={ type = ordinal, values = [1e-4, 1e-3, 1e-2, 1e-1, 1.0] }");
            Assert.Equal("exhausted", run.Json["experiment"]!["state"]);
            foreach (JToken trial in run.Json["trials"]!)
            {
                double rate = (double)trial["configuration"]!["learning_rate"]!;
                double[] errors = [.. trial["reports"]!.Select(r => (double)r["metrics"]!["validation_error"]!)];
                Assert.Equal(8, errors.Length);
                (last.TryGetValue(rate, out List<double>? ends) ? ends : last[rate] = []).Add(errors[^1]);
                (later.TryGetValue(rate, out List<double>? tails) ? tails : later[rate] = []).AddRange(errors[3..]);
            }
        }

        Assert.Equal(0.306, last[1e-4].Average(), 0.012);
        Assert.Equal(0.197, last[1e-3].Average(), 0.006);
        Assert.Equal(0.164, last[1e-2].Average(), 0.006);
        Assert.InRange(Median(later[1e-1]), 0.158, 0.180);
        Assert.InRange(Median(later[1.0]), 0.185, 0.235);
    }

    private Task<HpoProcess.Outcome> RunAsync(string file, params string[] args) => HpoProcess.RunAsync(_folder.Path, ["run", Path.Combine(Experiments, file), .. args]);

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
