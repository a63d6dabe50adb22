using System.CommandLine;
using HpoActors.Cluster.Nodes;
using HpoActors.Files;
using HpoActors.Persistence;
using HpoActors.Stores;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo node node.conf</c>: a coordinator or a trainer node of a cluster, until SIGTERM or Ctrl-C.</summary>
internal static class NodeCommand
{
    // A coordinator that was cut off from the others or from the store, and so left, comes back when it can.
    private static readonly TimeSpan RestartDelay = TimeSpan.FromSeconds(2);

    public static Command Create(TextWriter error)
    {
        Argument<string> file = new("node.conf") { Description = "the node's file; see hocon/coordinator.conf and hocon/trainer.conf" };
        Option<bool> verbose = new("--verbose") { Description = "the whole log, and stack traces of errors" };
        Option<string[]> set = new("--set") { Description = "override any key of the file, such as hpo.cluster.trainers=cpu:0-1; repeatable", HelpName = "key=value", Arity = ArgumentArity.OneOrMore };
        Command command = new("node", "join a cluster: decide, or offer this machine's devices") { file, set, verbose };
        command.SetAction((parsed, cancel) => RunAsync(NodeFile.Load(parsed.GetRequiredValue(file), [.. parsed.GetValue(set)?.Select(ExperimentOverride.Set) ?? []]), parsed.GetValue(verbose), error, cancel));
        return command;
    }

    private static async Task<int> RunAsync(NodeFile file, bool verbose, TextWriter error, CancellationToken cancel)
    {
        using Interruption interruption = new(cancel);
        NodeHost host = new()
        {
            Register = ActorSystems.Register,
            OpenStore = where => ExperimentStores.Open(where),
            Settings = ActorSystems.Quiet(verbose ? "INFO" : "WARNING"),
            Notice = line => error.WriteLine($"hpo: {line}"),
        };
        ClusterNode? next = ClusterNode.Start(file, host);
        while (next is not null)
        {
            await using ClusterNode node = next;
            await error.WriteLineAsync($"hpo: {RoleOf(file)} {node.Name} at {node.Address}; Ctrl-C or SIGTERM leaves");
            Task asked = Task.Delay(Timeout.Infinite, interruption.Token);
            if (await Task.WhenAny(node.WhenTerminated, asked) == asked)
            {
                await error.WriteLineAsync($"hpo: {node.Name} leaves{(file.Role == HpoActors.Cluster.NodeRole.Trainer ? ", its trials go to others" : "")}");
                await node.LeaveAsync();
                return ExitCodes.Finished;
            }

            await error.WriteLineAsync($"hpo: {node.Name} was cut off and left; it comes back");
            await node.DisposeAsync();
            next = await ComeBackAsync(file, host, error, interruption.Token);
        }

        return ExitCodes.Finished;
    }

    // Who was cut off from the others is often cut off from the store, too. Null where the node was asked to leave meanwhile.
    private static async Task<ClusterNode?> ComeBackAsync(NodeFile file, NodeHost host, TextWriter error, CancellationToken cancel)
    {
        string? said = null;
        while (true)
        {
            try
            {
                await Task.Delay(RestartDelay, cancel);
                return ClusterNode.Start(file, host);
            }
            catch (StoreException problem)
            {
                if (said != problem.Message)
                {
                    said = problem.Message;
                    await error.WriteLineAsync($"hpo: {said}; tried again every {RestartDelay.TotalSeconds:0} s");
                }
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    private static string RoleOf(NodeFile file) => file.Role == HpoActors.Cluster.NodeRole.Coordinator ? "coordinator" : "trainer node";
}
