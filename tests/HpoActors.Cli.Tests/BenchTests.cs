using System.Text.Json;

namespace HpoActors.Cli.Tests;

/// <summary><c>hpo bench searchers</c>.</summary>
public sealed class BenchTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--searchers", "randm", "random")]
    [InlineData("--searchers", "grid{resoltion=3}", "resolution")]
    [InlineData("--problems", "spere", "sphere")]
    [InlineData("--peers", "optuna-tpa", "optuna-tpe")]
    [InlineData("--seeds", "0", "--seeds")]
    [InlineData("--trials", "many", "--trials")]
    [InlineData("--sed", "3", "hpo bench searchers --help")]
    public async Task A_bad_argument_is_explained_in_one_line(string option, string value, string remedy)
    {
        (int exit, string output, string error) = await RunAsync(option, value);
        Assert.Equal(2, exit);
        Assert.Equal("", output);
        Assert.Equal(1, error.Count(c => c == '\n'));
        Assert.Contains(remedy, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_comparison_prints_a_table_and_writes_its_numbers()
    {
        string json = Path.Combine(_folder.Path, "bench.json");
        (int exit, string output, string error) = await RunAsync(
            "--searchers", "random", "--peers", "none", "--problems", "sphere,branin", "--seeds", "3", "--trials", "10", "--json", json);
        Assert.Equal(0, exit);
        Assert.Contains("branin", output, StringComparison.Ordinal);
        Assert.Contains("negative control", output, StringComparison.Ordinal);
        Assert.Contains("4 of 4", error, StringComparison.Ordinal);
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(json));
        Assert.Equal(2, document.RootElement.GetProperty("problems").GetArrayLength());
    }

    [Fact]
    public async Task A_missing_python_is_a_line_and_no_error()
    {
        (int exit, string output, _) = await RunAsync(
            "--searchers", "random", "--peers", "optuna-tpe", "--python", "/no/such/python", "--problems", "sphere", "--seeds", "2", "--trials", "5");
        Assert.Equal(0, exit);
        Assert.Contains("peers: left out, /no/such/python cannot be started", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Costs_are_measured_where_they_are_asked_for()
    {
        (int exit, string output, _) = await RunAsync("--cost", "--searchers", "random", "--peers", "none");
        Assert.Equal(0, exit);
        Assert.Contains("cost of a proposal", output, StringComparison.Ordinal);
        Assert.Contains("10000", output, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] args)
    {
        StringWriter output = new();
        StringWriter error = new();
        int exit = await new HpoCommand(output, error).RunAsync(["bench", "searchers", .. args]);
        return (exit, output.ToString(), error.ToString());
    }
}
