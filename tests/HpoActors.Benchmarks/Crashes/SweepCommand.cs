using System.Diagnostics;
using HpoActors.Core.Experiments;

namespace HpoActors.Benchmarks.Crashes;

/// <summary><c>hpo run</c> on the quick start's softmax, as a user types it: a sweep of twelve learning rates over up to nine epochs.</summary>
/// <param name="Scheduler">The scheduler, <c>fifo</c> or <c>asha</c>.</param>
/// <param name="Order">The order.</param>
internal sealed record SweepCommand(string Scheduler, TrialOrder Order)
{
    public const int Trials = 12;
    public const int Epochs = 9;
    public const int BatchSize = 256;

    /// <summary>The experiment's name.</summary>
    public const string Name = "softmax";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <summary>The sweeps in turn. What learns from the order of arrival is of use where only the trials are counted.</summary>
    public static IReadOnlyList<SweepCommand> All { get; } =
    [
        new("fifo", TrialOrder.Arrival), new("asha", TrialOrder.Strict), new("fifo", TrialOrder.Strict), new("asha", TrialOrder.Arrival),
    ];

    /// <summary>Whether every run of it has the same numbers.</summary>
    public bool IsRepeatable => Order == TrialOrder.Strict || Scheduler == "fifo";

    /// <inheritdoc/>
    public override string ToString() => $"{Scheduler} ({Order.ToString().ToLowerInvariant()})";

    /// <summary>Starts it.</summary>
    /// <param name="store">The path of its store.</param>
    public Process Start(string store) => Hpo(
        "run", Path.Combine(AppContext.BaseDirectory, "hocon", "softmax.conf"), "--json", "--quiet", "--store", store, "--trainers", "cpu:2/3",
        "--trials", $"{Trials}", "--epochs", $"{Epochs}", "--set", $"objective.batch-size={BatchSize}", "--set", $"scheduler={Scheduler}", "--set", $"order={Order.ToString().ToLowerInvariant()}");

    /// <summary>The document of an experiment in a store.</summary>
    public static string Show(string store)
    {
        using Process show = Hpo("show", Name, "--json", "--store", store);
        return Finish(show);
    }

    /// <summary>Waits for the end, and reads what was printed.</summary>
    /// <exception cref="InvalidOperationException">It did not end well.</exception>
    public static string Finish(Process process)
    {
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new InvalidOperationException($"hpo did not end within {Limit}: {error.Result}");
        }

        return process.ExitCode == 0 ? output.Result : throw new InvalidOperationException($"hpo ended with {process.ExitCode}: {error.Result}");
    }

    private static Process Hpo(params string[] args) => Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "hpo.dll"), .. args]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
}
