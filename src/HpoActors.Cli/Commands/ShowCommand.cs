using System.CommandLine;
using HpoActors.Cli.Stored;
using HpoActors.Core.Experiments;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo show NAME</c>: an experiment of a store, or one of its trials.</summary>
internal static class ShowCommand
{
    public static Command Create(TextWriter output)
    {
        Option<string> from = StoreOption.Create("where the experiments are");
        Argument<string> name = new("name") { Description = "the experiment's name, as hpo list has it" };
        Option<int?> trial = new("--trial") { Description = "everything that happened to one trial", HelpName = "N" };
        Option<bool> all = new("--all") { Description = "every trial, not the best fifty" };
        Option<bool> json = new("--json") { Description = "print one JSON document, as hpo run --json does" };
        Command command = new("show", "an experiment of a store: its trials, curves, reasons, attempts and failures")
        {
            name, trial, all, json, from, new Option<bool>("--verbose") { Description = "stack traces of errors" },
        };
        command.SetAction(parsed =>
        {
            using IExperimentStore store = StoreOption.OpenToRead(parsed.GetRequiredValue(from));
            StoredRun run = StoredRun.Read(store, parsed.GetRequiredValue(name));
            if (parsed.GetValue(trial) is { } number)
            {
                TrialResult found = TrialHistory.Find(run, number);
                output.WriteLine(parsed.GetValue(json) ? RunDocument.Of(run, found) : TrialHistory.Text(run, found));
            }
            else
            {
                output.WriteLine(parsed.GetValue(json) ? RunDocument.Of(run) : RunText.Of(run, parsed.GetValue(all)));
            }

            return ExitCodes.Finished;
        });
        return command;
    }
}
