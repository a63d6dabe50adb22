using System.CommandLine;
using Akka.Actor;
using HpoActors.Bench.Reports;
using HpoActors.Bench.Simulations;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Files;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo simulate experiment.conf</c>: schedulers compared in virtual time, or a recorded experiment replayed.</summary>
internal sealed class SimulateCommand
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly ExperimentArguments _arguments = new(withTrainers: false);
    private readonly Option<string?> _compare = Text(Policy.Option, "NAMES", "schedulers such as fifo,asha,hyperband, with options as in asha{eta=4} (default: fifo and the file's own)");
    private readonly Option<string?> _trainers = Text(SimulatedTrainers.Option, "N", "how many; 16,64,256 compares numbers, 8*1.0+4*0.5 is eight of the usual speed and four of half of it (default: 16)");
    private readonly Option<int> _seeds = new("--seeds") { Description = "searches of each scheduler, with seeds from the experiment's on; medians are shown", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<double?> _target = new("--target") { Description = "the value to reach (default: the file's budget.target, or what fifo ends with, within 0.002)", HelpName = "X" };
    private readonly Option<string?> _curves = Text(CurveSource.Curves, "measured|RECORD", "where learning curves come from: the objective itself, trained once for each trial, or a record (default: measured for functions)");
    private readonly Option<string?> _durations = Text(CurveSource.Durations, "TIME|measured|RECORD", "how long an epoch lasts: a time, as long as in training, or as long as in a record (default: 1s, so that the output repeats exactly)");
    private readonly Option<string?> _replay = Text("--replay", "RECORD", "replay what hpo run --record wrote and compare the decisions; exit code 1 where they differ");
    private readonly Option<string?> _json = new("--json") { Description = "write the numbers there; without a path, print them instead of the table", HelpName = "PATH", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<FileInfo?> _plot = new("--plot") { Description = "draw the best value over virtual time there, a PNG", HelpName = "PATH" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "no progress" };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "stack traces of errors" };

    private SimulateCommand(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
    }

    public static Command Create(TextWriter output, TextWriter error)
    {
        SimulateCommand simulate = new(output, error);
        Command command = new("simulate", "compare schedulers on any number of trainers, by the actors that run real experiments, in virtual time");
        simulate._arguments.AddTo(command);
        foreach (Option option in new Option[]
        {
            simulate._compare, simulate._trainers, simulate._seeds, simulate._target, simulate._curves, simulate._durations, simulate._replay, simulate._json, simulate._plot,
            simulate._quiet, simulate._verbose,
        })
        {
            command.Add(option);
        }

        simulate._seeds.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out int count) && count < 1)
            {
                result.AddError("--seeds must be at least 1");
            }
        });
        command.SetAction(simulate.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ExperimentFile file = _arguments.Load(parsed);
        foreach (string notice in file.Notices)
        {
            await _error.WriteLineAsync($"hpo: {notice}");
        }

        using Interruption interruption = new(cancel);
        return parsed.GetValue(_replay) is { } record
            ? await ReplayAsync(parsed, file.Spec, record)
            : await CompareAsync(parsed, file, interruption.Token);
    }

    private async Task<int> CompareAsync(ParseResult parsed, ExperimentFile file, CancellationToken cancel)
    {
        IReadOnlyList<Policy> policies = Policy.ParseAll(parsed.GetValue(_compare), file.Spec);
        IReadOnlyList<SimulatedTrainers> trainers = SimulatedTrainers.ParseAll(parsed.GetValue(_trainers) ?? "16");
        if (parsed.GetValue(_target) is { } wanted && !double.IsFinite(wanted))
        {
            throw new InvalidOptionException("--target", $"must be a finite number (is {wanted})");
        }

        ActorSystem system = ActorSystems.Create(parsed.GetValue(_verbose), file.NodeSettings);
        ComparisonResult result;
        try
        {
            ComparisonOptions options = new(file.Spec, Hpo.Get(system).Objectives.Find(file.Spec), policies, trainers)
            {
                Seeds = parsed.GetValue(_seeds),
                Target = parsed.GetValue(_target),
                Curves = parsed.GetValue(_curves) ?? DefaultCurves(file.Spec),
                Durations = parsed.GetValue(_durations) ?? "1s",
            };
            IProgress<string> progress = new Progress(parsed.GetValue(_quiet) ? TextWriter.Null : _error);
            result = await Task.Run(() => Comparison.Run(options, progress, cancel), CancellationToken.None);
        }
        catch (InvalidOptionException problem) when (!problem.Key.StartsWith("--", StringComparison.Ordinal))
        {
            throw file.Locate(problem);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await _error.WriteLineAsync("hpo: interrupted");
            return ExitCodes.Interrupted;
        }
        finally
        {
            await system.Terminate();
        }

        await PrintAsync(parsed, SimulationTable.Of(result), () => SimulationJson.Of(result));
        if (parsed.GetValue(_plot) is { } plot)
        {
            SimulationPlot.Write(plot.FullName, result);
        }

        return result.Rows.Any(row => row.Runs.Any(run => run.Best is not null)) ? ExitCodes.Finished : ExitCodes.NoSuccess;
    }

    private async Task<int> ReplayAsync(ParseResult parsed, ExperimentSpec spec, string record)
    {
        if (new Option[] { _compare, _trainers, _seeds, _target, _curves, _durations, _plot }.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is { } other)
        {
            throw new InvalidOptionException("--replay", $"runs what was recorded and nothing else; leave {other.Name} out");
        }

        RecordReplay replay = await Task.Run(() => RecordReplay.Run(spec, record), CancellationToken.None);
        await PrintAsync(parsed, ReplayReport.Of(replay), () => ReplayReport.Json(replay));
        return replay.Result.IsEqual ? ExitCodes.Finished : ExitCodes.NoSuccess;
    }

    private async Task PrintAsync(ParseResult parsed, string table, Func<string> json)
    {
        bool isJson = parsed.GetResult(_json) is not null;
        string? path = parsed.GetValue(_json);
        await _output.WriteLineAsync(isJson && path is null ? json() : table);
        await _output.FlushAsync(CancellationToken.None);
        if (path is not null)
        {
            await File.WriteAllTextAsync(path, json() + Environment.NewLine, CancellationToken.None);
        }
    }

    // To train for real is nothing to begin unasked.
    private static string DefaultCurves(ExperimentSpec spec) => spec.ObjectiveName == "function" ? CurveSource.Measured : throw new InvalidOptionException(
        CurveSource.Curves, $"is missing, and the objective {spec.ObjectiveName} takes time to train; write a record that hpo run --record wrote, or measured to train each trial once");

    private static Option<string?> Text(string name, string value, string description) => new(name) { Description = description, HelpName = value };

    private sealed class Progress(TextWriter error) : IProgress<string>
    {
        public void Report(string value) => error.WriteLine(value);
    }
}
