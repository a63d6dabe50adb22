using System.CommandLine;
using Akka.Actor;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Randomness;
using HpoActors.Core.Searchers;
using HpoActors.Core.Spaces;
using HpoActors.Files;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo validate experiment.conf</c>: everything that can be checked without training.</summary>
internal static class ValidateCommand
{
    public static Command Create(TextWriter output)
    {
        ExperimentArguments arguments = new();
        Command command = new("validate", "check a file; print the space, the budget and one sampled configuration");
        arguments.AddTo(command);
        command.Add(new Option<bool>("--verbose") { Description = "stack traces of errors" });
        command.SetAction(async (parsed, _) =>
        {
            ExperimentFile file = arguments.Load(parsed);
            await CheckObjectiveAsync(file);
            file.ParseTrainers();
            await output.WriteLineAsync(Describe(file));
            return ExitCodes.Finished;
        });
        return command;
    }

    private static async Task CheckObjectiveAsync(ExperimentFile file)
    {
        ActorSystem system = ActorSystems.Create(verbose: false, file.NodeSettings);
        try
        {
            (Hpo.Get(system).Objectives.Find(file.Spec)(file.Spec) as IDisposable)?.Dispose();
        }
        catch (InvalidOptionException problem)
        {
            throw file.Locate(problem);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static string Describe(ExperimentFile file)
    {
        ExperimentSpec spec = file.Spec;
        List<string> lines =
        [
            $"experiment {spec.Name}: {(spec.Direction == Direction.Minimize ? "minimize" : "maximize")} {spec.Metric} of the objective {spec.ObjectiveName}",
            $"searcher {spec.Searcher.Name}, scheduler {spec.Scheduler.Name}, seed {spec.Seed}{Policies(spec)}",
            $"budget: {string.Join(", ", Limits(spec))}",
        ];
        if (spec.Points.Count > 0)
        {
            lines.Add($"known points: {spec.Points.Count}, evaluated first");
        }

        if (spec.WarmStart.Count > 0)
        {
            lines.Add($"warm start: {spec.WarmStart.Count} earlier results");
        }

        lines.AddRange(file.Notices.Select(notice => $"note: {notice}"));
        int width = spec.Space.Hyperparameters.Select(h => h.Name.Length).DefaultIfEmpty().Max();
        lines.AddRange(Space(spec.Space, width));
        Configuration? first = spec.Points.Count > 0 ? spec.Points[0]
            : spec.Searcher.Create(spec.Space, spec.Seed).Propose(new TrialId(0), RandomStream.For(spec.Seed, "searcher"))?.Configuration;
        lines.Add("the first trial:");
        lines.AddRange((first ?? Configuration.Empty).Select(p => $"  {p.Key.PadRight(width)}  {p.Value}"));
        return string.Join(Environment.NewLine, lines);
    }

    private static IEnumerable<string> Space(SearchSpace space, int width)
    {
        string most = space.IsConditional || space.Forbidden.Count > 0 ? "at most " : "";
        yield return $"space: {(space.Cardinality is { } size ? $"{most}{size} configurations" : "infinitely many configurations")}";
        foreach (Hyperparameter hyperparameter in space.Hyperparameters)
        {
            yield return $"  {hyperparameter.Name.PadRight(width)}  {hyperparameter.Describe()}{(hyperparameter.When is { } when ? $", when {when}" : "")}";
        }

        foreach (Condition clause in space.Forbidden)
        {
            yield return $"  forbidden: {clause}";
        }
    }

    private static string Policies(ExperimentSpec spec) =>
        (spec.Duplicates == DuplicatePolicy.Allow ? "" : $", duplicates {(spec.Duplicates == DuplicatePolicy.Forbid ? "forbidden" : "averaged")}")
        + (spec.Order == TrialOrder.Strict ? $", strict order of {spec.StrictLanes} lanes" : "");

    private static IEnumerable<string> Limits(ExperimentSpec spec)
    {
        Budget budget = spec.Budget;
        yield return budget.Trials is { } trials ? $"{trials} trials" : "trials without limit";
        yield return budget.Epochs == 1 ? "1 epoch each" : $"{budget.Epochs} epochs each";
        if (budget.TotalEpochs is { } total)
        {
            yield return $"{total} epochs in all";
        }

        if (budget.WallTime is { } time)
        {
            yield return $"{time.TotalSeconds:0.###} s";
        }

        if (budget.Target is { } target)
        {
            yield return $"until {spec.Metric} reaches {target}";
        }
    }
}
