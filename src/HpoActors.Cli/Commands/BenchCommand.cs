using System.CommandLine;
using HpoActors.Bench;
using HpoActors.Bench.Contenders;
using HpoActors.Bench.Cost;
using HpoActors.Bench.Problems;
using HpoActors.Bench.Reports;
using HpoActors.Bench.Statistics;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo bench searchers</c>: searchers on a suite of problems, beside Optuna's samplers.</summary>
internal sealed class BenchCommand
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly Option<string> _searchers = Text("--searchers", "NAMES", "random,tpe, with options as in tpe{multivariate=false}, or all", "all");
    private readonly Option<string> _peers = Text("--peers", "NAMES", $"{string.Join(", ", Peers.Names)}, all or none", "all");
    private readonly Option<string> _problems = Text("--problems", "NAMES", "some of the problems, or all", "all");
    private readonly Option<int> _seeds = Count("--seeds", "the searches of each contender on each problem, with seeds from 1 on", 20);
    private readonly Option<int> _trials = Count("--trials", "the trials of a search", 100);
    private readonly Option<int> _askers = Count("--askers", "how many trials are pending at a time", 1);
    private readonly Option<int> _threads = Count("--threads", "how many searches run at a time; changes no result", Environment.ProcessorCount);
    private readonly Option<string> _python = Text("--python", "PATH", "the Python that has Optuna", Peers.DefaultPython);
    private readonly Option<bool> _cost = new("--cost") { Description = "measure what proposals cost instead, alone, on one thread" };
    private readonly Option<FileInfo?> _plot = new("--plot") { Description = "draw the convergence on each problem there, a PNG", HelpName = "PATH" };
    private readonly Option<FileInfo?> _json = new("--json") { Description = "write all numbers there", HelpName = "PATH" };

    private BenchCommand(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
    }

    public static Command Create(TextWriter output, TextWriter error) => new("bench", "measure against other systems")
    {
        new BenchCommand(output, error).Searchers(),
    };

    private Command Searchers()
    {
        Command command = new("searchers", "compare searchers on a suite of problems, beside Optuna's samplers");
        foreach (Option option in new Option[] { _searchers, _peers, _problems, _seeds, _trials, _askers, _threads, _python, _cost, _json, _plot })
        {
            command.Add(option);
        }

        command.Add(new Option<bool>("--verbose") { Description = "stack traces of errors" });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        List<string> notes = [];
        IReadOnlyList<OwnContender> own = BenchArguments.Searchers(parsed.GetRequiredValue(_searchers));
        IReadOnlyList<BenchProblem> problems = BenchArguments.Problems(parsed.GetRequiredValue(_problems));
        IReadOnlyList<PeerContender> peers = BenchArguments.Peers(parsed.GetRequiredValue(_peers), parsed.GetRequiredValue(_python), notes);
        using Interruption interruption = new(cancel);
        if (parsed.GetValue(_cost))
        {
            return await MeasureCostAsync(parsed, own, peers, notes, interruption.Token);
        }

        SuiteOptions options = new(problems, [.. own, .. peers, BenchArguments.Control])
        {
            Seeds = parsed.GetValue(_seeds),
            Length = new RunLength(parsed.GetValue(_trials), parsed.GetValue(_askers)),
            Threads = parsed.GetValue(_threads),
        };
        SuiteResult result = await Task.Run(() => Suite.Run(options, new Lines(_error), interruption.Token), CancellationToken.None);
        Summary summary = Summary.Of(result, [.. peers.Select(p => p.Name)]);
        notes.AddRange(result.Dropouts);
        notes.AddRange(ProblemSuite.Notes(result.Problems));
        await _output.WriteLineAsync(SummaryTable.Of(summary, notes));
        await _output.FlushAsync(CancellationToken.None);
        if (parsed.GetValue(_json) is { } json)
        {
            BenchJson.WriteSummary(json.FullName, summary, notes);
        }

        if (parsed.GetValue(_plot) is { } plot && result.Problems.Count > 0)
        {
            ConvergencePlot.Write(plot.FullName, summary);
        }

        return result.IsComplete ? ExitCodes.Finished : ExitCodes.Interrupted;
    }

    private async Task<int> MeasureCostAsync(
        ParseResult parsed, IReadOnlyList<OwnContender> own, IReadOnlyList<PeerContender> peers, List<string> notes, CancellationToken cancel)
    {
        Lines progress = new(_error);
        List<AskCost> costs = [];
        int exit = ExitCodes.Finished;
        try
        {
            await Task.Run(
                () =>
                {
                    foreach (OwnContender contender in own)
                    {
                        costs.AddRange(CostMeter.Measure(contender.Name, contender.Settings, progress, cancel));
                    }

                    foreach (PeerContender peer in peers)
                    {
                        costs.AddRange(PeerCost.Measure(peer, progress, cancel));
                    }
                },
                CancellationToken.None);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            exit = ExitCodes.Interrupted;
        }

        await _output.WriteLineAsync(CostTable.Of(costs, notes));
        await _output.FlushAsync(CancellationToken.None);
        if (parsed.GetValue(_json) is { } json)
        {
            BenchJson.WriteCosts(json.FullName, costs, notes);
        }

        return exit;
    }

    private static Option<string> Text(string name, string value, string description, string standard) =>
        new(name) { Description = description, HelpName = value, DefaultValueFactory = _ => standard };

    private static Option<int> Count(string name, string description, int standard)
    {
        Option<int> option = new(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => standard };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} must be at least 1");
            }
        });
        return option;
    }

    private sealed class Lines(TextWriter error) : IProgress<string>
    {
        public void Report(string value)
        {
            lock (error)
            {
                error.WriteLine(value);
            }
        }
    }
}
