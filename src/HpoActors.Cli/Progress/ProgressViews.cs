using HpoActors.Core.Experiments;
using Spectre.Console;

namespace HpoActors.Cli.Progress;

/// <summary>Chooses how progress is shown: a live table on a terminal, plain lines elsewhere, nothing with <c>--quiet</c>.</summary>
internal static class ProgressViews
{
    public static IProgressView Create(ExperimentSpec spec, TextWriter error, bool quiet, bool verbose)
    {
        if (quiet)
        {
            return new QuietView();
        }

        // Each epoch's line and a table that is drawn over and over do not go together.
        bool terminal = ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected && !verbose;
        return terminal
            ? new LiveTableView(spec, AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) }))
            : new LinesView(spec, error, verbose);
    }
}
