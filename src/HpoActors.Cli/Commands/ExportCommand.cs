using System.CommandLine;
using HpoActors.Cli.Stored;
using HpoActors.Persistence.Exports;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo export NAME --format F --output PATH</c>: an experiment of a store for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(TextWriter output)
    {
        Option<string> from = StoreOption.Create("where the experiments are");
        Argument<string> name = new("name") { Description = "the experiment's name, as hpo list has it" };
        Option<string> format = new("--format") { Description = string.Join(", ", Exporters.Names), HelpName = "FORMAT", Required = true };
        Option<string> path = new("--output")
        {
            Description = "the file, or for tensorboard the folder; csv and parquet write trials and reports into a folder (one that exists, or PATH/)", HelpName = "PATH", Required = true,
        };
        Command command = new("export", "write an experiment of a store for other programs")
        {
            name, format, path, from, new Option<bool>("--verbose") { Description = "stack traces of errors" },
        };
        command.SetAction(parsed =>
        {
            string kind = parsed.GetRequiredValue(format);
            Exporters.Require(kind);
            using IExperimentStore store = StoreOption.OpenToRead(parsed.GetRequiredValue(from));
            StoredRun run = StoredRun.Read(store, parsed.GetRequiredValue(name));
            Exporters.Write(kind, run.Result, run.Facts, parsed.GetRequiredValue(path));
            output.WriteLine($"{run.Stored.Name}: {run.Result.Trials.Count} trials in {parsed.GetRequiredValue(path)}");
            return ExitCodes.Finished;
        });
        return command;
    }
}
