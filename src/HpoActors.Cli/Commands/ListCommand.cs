using System.CommandLine;
using HpoActors.Cli.Stored;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo list</c>: the experiments of a store.</summary>
internal static class ListCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Option<string> from = StoreOption.Create("where the experiments are");
        Option<bool> json = new("--json") { Description = "print one JSON document" };
        Command command = new("list", "the experiments of a store") { json, from, new Option<bool>("--verbose") { Description = "stack traces of errors" } };
        command.SetAction(parsed =>
        {
            using IExperimentStore store = StoreOption.OpenToRead(parsed.GetRequiredValue(from));
            RunList list = RunList.Read(store);
            foreach (string notice in list.Notices)
            {
                error.WriteLine($"hpo: {notice}");
            }

            output.WriteLine(parsed.GetValue(json) ? list.Json() : list.Text());
            return ExitCodes.Finished;
        });
        return command;
    }
}
