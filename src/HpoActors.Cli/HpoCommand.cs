using System.CommandLine;
using System.CommandLine.Parsing;
using HpoActors.Bench;
using HpoActors.Cli.Commands;
using HpoActors.Cluster;
using HpoActors.Core;
using HpoActors.Files;
using HpoActors.Stores;
using HpoActors.Torch;
using HpoActors.Torch.Data;

namespace HpoActors.Cli;

/// <summary>The <c>hpo</c> command as an object: its verbs, and how errors reach the user.</summary>
/// <param name="output">Takes results.</param>
/// <param name="error">Takes progress, log and errors.</param>
internal sealed class HpoCommand(TextWriter output, TextWriter error)
{
    /// <summary>Runs the command to its end.</summary>
    /// <returns>The exit code, one of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(string[] args)
    {
        RootCommand root = new("Hyperparameter optimisation as a system of actors: sweeps that repeat exactly and waste no hardware.")
        {
            RunCommand.Create(output, error),
            ValidateCommand.Create(output),
            ListCommand.Create(output, error),
            ShowCommand.Create(output),
            ExportCommand.Create(output),
            SimulateCommand.Create(output, error),
            DataCommand.Create(output, error),
            BenchCommand.Create(output, error),
            NodeCommand.Create(error),
            StatusCommand.Create(output, error),
            CancelCommand.Create(output, error),
            CertsCommand.Create(output),
        };
        ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
        bool verbose = args.Contains("--verbose");
        if (parsed.Errors.Count > 0)
        {
            await error.WriteLineAsync($"hpo: {OneLine(parsed.Errors[0].Message).TrimEnd('.')}{Suggestion(parsed)} (see hpo {Verbs(parsed)}--help)");
            return ExitCodes.BadInput;
        }

        try
        {
            int exit = await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            return args.Length == 0 ? ExitCodes.BadInput : exit;
        }
        catch (Exception exception) when (IsUsersConcern(exception))
        {
            await error.WriteLineAsync(verbose ? $"hpo: {exception}" : $"hpo: {OneLine(exception.Message)}");
            return ExitCodes.BadInput;
        }
#pragma warning disable CA1031 // The last line of defence: nobody gets a stack trace that did not ask for it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await error.WriteLineAsync(
                verbose ? $"hpo: {exception}" : $"hpo: unexpected error: {exception.GetType().Name}: {OneLine(exception.Message)} (--verbose shows where)");
            return ExitCodes.NoSuccess;
        }
    }

    private static bool IsUsersConcern(Exception exception) => exception is InvalidOptionException or ExperimentFileException or ExperimentFailedException
        or Akka.Configuration.ConfigurationException or BenchException or ClusterException or StoreException or ExperimentChangedException or DatasetException
        or TorchUnavailableException or IOException or UnauthorizedAccessException;

    // The parser itself suggests only to the console.
    private static string Suggestion(ParseResult parsed)
    {
        string? unknown = parsed.UnmatchedTokens.Count > 0 ? parsed.UnmatchedTokens[0] : null;
        Command command = parsed.CommandResult.Command;
        return Nearest.Hint(unknown, command.Subcommands.Select(c => c.Name).Concat(command.Options.Select(o => o.Name)));
    }

    // The verbs that were understood, each with a blank behind it.
    private static string Verbs(ParseResult parsed)
    {
        string verbs = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } verb; result = result.Parent)
        {
            verbs = $"{verb.Command.Name} {verbs}";
        }

        return verbs;
    }

    private static string OneLine(string message) => message.ReplaceLineEndings(" ").Trim();
}
