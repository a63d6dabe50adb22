using System.CommandLine;
using System.Globalization;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;
using HpoActors.Protocol;
using Newtonsoft.Json.Linq;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo status client.conf</c>: how a cluster stands.</summary>
internal static class StatusCommand
{
    public static Command Create(TextWriter output, TextWriter error)
    {
        Argument<string> file = new("client.conf") { Description = "where the coordinators are; see hocon/client.conf" };
        Option<bool> json = new("--json") { Description = "print one JSON document on standard output" };
        Command command = new("status", "show a cluster's nodes and the experiments that run") { file, json };
        command.SetAction(async (parsed, cancel) =>
        {
            using Interruption interruption = new(cancel);
            await using ClusterClient client = ClusterClients.Start(NodeFile.Load(parsed.GetRequiredValue(file)), error);
            ClientProtocol.Status status = await client.StatusAsync(interruption.Token);
            await output.WriteLineAsync(parsed.GetValue(json) ? Json(status) : Text(status));
            return ExitCodes.Finished;
        });
        return command;
    }

    private static string Json(ClientProtocol.Status status) => new JObject
    {
        ["coordinator"] = status.Coordinator,
        ["nodes"] = new JArray(status.Nodes.Select(node => new JObject
        {
            ["name"] = node.Name,
            ["address"] = node.Address,
            ["trainers"] = new JArray(node.Devices),
            ["silent_seconds"] = node.SilentSeconds,
            ["problems"] = new JArray(node.Problems),
        })),
        ["experiments"] = new JArray(status.Experiments.Select(e => new JObject
        {
            ["name"] = e.Name,
            ["office"] = e.Office,
            ["proposed"] = e.Proposed,
            ["running"] = e.Running,
            ["paused"] = e.Paused,
            ["ended"] = e.Ended,
            ["trials"] = e.Trials,
            ["best"] = e.Best is { } best && double.IsFinite(best) ? best : null,
        })),
    }.ToString();

    private static string Text(ClientProtocol.Status status)
    {
        List<string> lines = [$"coordinator in office: {status.Coordinator}", "", $"trainer nodes: {status.Nodes.Length}"];
        foreach (ClientProtocol.NodeStatus node in status.Nodes)
        {
            lines.Add($"  {node.Name}  {string.Join(' ', node.Devices)}  {node.Address}{(node.SilentSeconds > 5 ? $"  silent for {node.SilentSeconds:0} s" : "")}");
            lines.AddRange(node.Problems.Select(problem => $"    {problem}"));
        }

        lines.Add("");
        lines.Add($"experiments that run: {status.Experiments.Length}");
        lines.AddRange(status.Experiments.Select(e => string.Create(
            CultureInfo.InvariantCulture,
            $"  {e.Name}  {e.Ended}{(e.Trials is { } trials ? $"/{trials}" : "")} ended, {e.Running} running, {e.Proposed} waiting, {e.Paused} paused{(e.Best is { } best ? $"; best {best:G4}" : "")}")));
        return string.Join(Environment.NewLine, lines);
    }
}
