using System.CommandLine;
using Akka.Actor;
using HpoActors.Cli.Progress;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;
using HpoActors.Cli.Telemetry;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Devices;
using HpoActors.Files;
using HpoActors.Results;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo run experiment.conf</c>.</summary>
internal sealed class RunCommand
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly ExperimentArguments _arguments = new();
    private readonly Option<string> _store = StoreOption.Create("where the experiment is kept, to go on with after a crash or Ctrl-C; none for nowhere");
    private readonly Option<string?> _cluster = new("--cluster") { Description = "have a cluster run it, and follow; see hocon/client.conf. Ctrl-C leaves it running", HelpName = "client.conf" };
    private readonly Option<FileInfo?> _saveBest = new("--save-best") { Description = "write the best trial's weights there", HelpName = "PATH" };
    private readonly Option<FileInfo?> _record = new("--record") { Description = "write the JSON document there, with every fact and its time, for hpo simulate", HelpName = "PATH" };
    private readonly Option<bool> _json = new("--json") { Description = "print one JSON document on standard output" };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "no progress" };
    private readonly Option<bool> _verbose = new("--verbose") { Description = "every epoch, the log, and stack traces of errors" };

    private RunCommand(TextWriter output, TextWriter error)
    {
        _output = output;
        _error = error;
    }

    public static Command Create(TextWriter output, TextWriter error)
    {
        RunCommand run = new(output, error);
        Command command = new("run", "run an experiment to its end");
        run._arguments.AddTo(command);
        foreach (Option option in new Option[] { run._store, run._cluster, run._saveBest, run._record, run._json, run._quiet, run._verbose })
        {
            command.Add(option);
        }

        command.SetAction(run.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancel)
    {
        ExperimentFile file = _arguments.Load(parsed);
        ExperimentSpec spec = file.Spec;
        FileInfo? saveBest = parsed.GetValue(_saveBest);
        FileInfo? record = parsed.GetValue(_record);
        RefuseUnwritable("--save-best", saveBest);
        RefuseUnwritable("--record", record);
        TrainersSpec trainers = file.ParseTrainers();
        bool json = parsed.GetValue(_json);
        bool verbose = parsed.GetValue(_verbose);
        foreach (string notice in file.Notices)
        {
            await _error.WriteLineAsync($"hpo: {notice}");
        }

        using Interruption interruption = new(cancel);
        using TelemetryExport telemetry = TelemetryExport.Start(file.TelemetryExporter);
        if (parsed.GetValue(_cluster) is { } cluster)
        {
            return await FollowAsync(spec, NodeFile.Load(cluster), parsed, interruption);
        }

        using IExperimentStore? store = StoreOption.Open(parsed.GetRequiredValue(_store));
        spec = await NameAsync(spec, store);
        ActorSystem system = ActorSystems.Create(verbose, store is null ? file.NodeSettings : file.NodeSettings.WithFallback(store.Settings));
        List<ExperimentEvent> history = [];
        ExperimentResult result;
        try
        {
            using IProgressView view = ProgressViews.Create(spec, _error, parsed.GetValue(_quiet), verbose);
            Action<ExperimentEvent> observer = record is null ? view.OnFact : fact =>
            {
                history.Add(fact);
                view.OnFact(fact);
            };
            result = await Hpo.Get(system).RunAsync(
                spec, new RunOptions { Trainers = trainers, Store = store, Observer = observer, Preparation = view.Preparation }, interruption.Token);
        }
        catch (InvalidOptionException problem)
        {
            throw file.Locate(problem);
        }
        finally
        {
            await system.Terminate();
        }

        // Results first: what follows can fail.
        await _output.WriteLineAsync(json ? ResultDocument.Write(result) : ResultSummary.Of(result));
        await _output.FlushAsync(CancellationToken.None);
        if (record is not null)
        {
            await File.WriteAllTextAsync(record.FullName, ResultDocument.Write(result, history), CancellationToken.None);
        }

        await SaveAsync(result, saveBest);
        if (result.Phase == ExperimentPhase.Interrupted && store is not null)
        {
            await _error.WriteLineAsync($"hpo: {spec.Name} is kept in {store.Name}; the same command goes on with it");
        }

        return ExitCodeOf(result);
    }

    // Ctrl-C ends the following, not the experiment.
    private async Task<int> FollowAsync(ExperimentSpec spec, NodeFile cluster, ParseResult parsed, Interruption interruption)
    {
        await using ClusterClient client = ClusterClients.Start(cluster, _error);
        string name = await client.SubmitAsync(spec, interruption.Token);
        spec = spec with { Name = name };
        await _error.WriteLineAsync($"hpo: the cluster runs {name}; Ctrl-C leaves it running, hpo cancel {name} --cluster {cluster.Path} ends it");
        List<ExperimentEvent> history = [];
        ExperimentResult result;
        try
        {
            using IProgressView view = ProgressViews.Create(spec, _error, parsed.GetValue(_quiet), parsed.GetValue(_verbose));
            Action<ExperimentEvent> observer = fact =>
            {
                history.Add(fact);
                view.OnFact(fact);
            };
            result = await client.FollowAsync(spec, observer, line => _error.WriteLine($"hpo: {line}"), interruption.Token);
        }
        catch (OperationCanceledException)
        {
            await _error.WriteLineAsync($"hpo: {name} goes on in the cluster; the same command follows it again");
            return ExitCodes.Interrupted;
        }

        await _output.WriteLineAsync(parsed.GetValue(_json) ? ResultDocument.Write(result) : ResultSummary.Of(result));
        if (parsed.GetValue(_record) is { } record)
        {
            await File.WriteAllTextAsync(record.FullName, ResultDocument.Write(result, history), CancellationToken.None);
        }

        return ExitCodeOf(result);
    }

    private static int ExitCodeOf(ExperimentResult result) =>
        result.Phase == ExperimentPhase.Interrupted ? ExitCodes.Interrupted : result.Best is null ? ExitCodes.NoSuccess : ExitCodes.Finished;

    // The experiment that the command is about: one of its name that can go on, or a new one with a name that is free.
    private async Task<ExperimentSpec> NameAsync(ExperimentSpec spec, IExperimentStore? store)
    {
        if (store is null)
        {
            return spec;
        }

        string name = spec.Name;
        StoredExperiment? known = store.Find(name);
        for (int number = 2; known is { CanGoOn: false }; number++)
        {
            name = $"{spec.Name}-{number}";
            known = store.Find(name);
        }

        if (known is not null && store.HasFacts(name))
        {
            await _error.WriteLineAsync($"hpo: going on with {name}, begun {known.CreatedAt.ToLocalTime():yyyy-MM-dd HH:mm} ({store.Name})");
        }
        else if (name != spec.Name)
        {
            await _error.WriteLineAsync($"hpo: {spec.Name} has ended ({store.Name}); this one is {name}");
        }

        return spec with { Name = name };
    }

    private async Task SaveAsync(ExperimentResult result, FileInfo? path)
    {
        if (path is null)
        {
            return;
        }

        if (result.BestCheckpoint is not { } checkpoint)
        {
            await _error.WriteLineAsync(
                $"hpo: --save-best {path}: nothing was written, {(result.Best is null ? "no trial succeeded" : $"the objective {result.Spec.ObjectiveName} keeps no trained state")}");
            return;
        }

        await File.WriteAllBytesAsync(path.FullName, checkpoint.Content, CancellationToken.None);
        await _error.WriteLineAsync($"the best trial's weights are in {path} ({checkpoint.Format})");
    }

    // Better now than after hours of training.
    private static void RefuseUnwritable(string option, FileInfo? path)
    {
        if (path is null)
        {
            return;
        }

        if (path.Directory is { Exists: false } missing)
        {
            throw new IOException($"{option} {path}: the directory {missing} does not exist; create it first");
        }

        bool fresh = !path.Exists;
        path.OpenWrite().Dispose();
        if (fresh)
        {
            path.Delete();
        }
    }
}
