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
            await output.WriteLineAsync(Describe(file.Spec));
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

    private static string Describe(ExperimentSpec spec)
    {
        List<string> lines =
        [
            $"experiment {spec.Name}: {(spec.Direction == Direction.Minimize ? "minimize" : "maximize")} {spec.Metric} of the objective {spec.ObjectiveName}",
            $"searcher {spec.Searcher.Name}, scheduler {spec.Scheduler.Name}, seed {spec.Seed}",
            $"budget: {string.Join(", ", Limits(spec))}",
            $"space: {(spec.Space.Cardinality is { } size ? $"{size} configurations" : "infinitely many configurations")}",
        ];
        int width = spec.Space.Hyperparameters.Select(h => h.Name.Length).DefaultIfEmpty().Max();
        lines.AddRange(spec.Space.Hyperparameters.Select(h => $"  {h.Name.PadRight(width)}  {h.Describe()}"));
        Proposal? first = spec.Searcher.Create(spec.Space, spec.Seed).Propose(new TrialId(0), RandomStream.For(spec.Seed, "searcher"));
        lines.Add("the first trial:");
        lines.AddRange((first?.Configuration ?? Configuration.Empty).Select(p => $"  {p.Key.PadRight(width)}  {p.Value}"));
        return string.Join(Environment.NewLine, lines);
    }

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
