using System.CommandLine;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo cancel NAME --cluster client.conf</c>: ends an experiment that a cluster runs.</summary>
internal static class CancelCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> name = new("name") { Description = "the experiment" };
        Option<string> cluster = new("--cluster") { Description = "where the coordinators are; see hocon/client.conf", HelpName = "client.conf", Required = true };
        Command command = new("cancel", "end an experiment that a cluster runs; what it measured stays") { name, cluster };
        command.SetAction(async (parsed, cancel) =>
        {
            using Interruption interruption = new(cancel);
            await using ClusterClient client = ClusterClients.Start(NodeFile.Load(parsed.GetRequiredValue(cluster)), error);
            string experiment = parsed.GetRequiredValue(name);
            await client.CancelAsync(experiment, interruption.Token);
            await output.WriteLineAsync($"{experiment} is cancelled; what it measured stays in the store");
            return ExitCodes.Finished;
        });
        return command;
    }
}
