using Akka.Actor;
using Akka.Event;

namespace HpoActors.Cli;

/// <summary>Akka's log as plain lines on standard error; stack traces only for errors.</summary>
internal sealed class StandardErrorLogger : ReceiveActor
{
    /// <summary>Made by Akka from <c>akka.loggers</c>.</summary>
    public StandardErrorLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        bool isVerbose = Logging.LogLevelFor(Context.System.Settings.LogLevel) <= LogLevel.InfoLevel;
        Receive<LogEvent>(log => !isVerbose && IsAboutConnections(log), _ => { });
        Receive<LogEvent>(log => Console.Error.WriteLine($"hpo: {Level(log)}: {log.Message}{(log.Cause is { } cause ? $" ({cause.GetType().Name}: {cause.Message})" : "")}"));
    }

    // That another node is gone for a while is no news of its own, and would be told with every attempt to reach it; who misses it says so once.
    private static bool IsAboutConnections(LogEvent log) => log.LogClass?.Namespace?.StartsWith("Akka.Remote", StringComparison.Ordinal) == true
        || log.LogSource.Contains("endpointManager", StringComparison.Ordinal) || log.LogSource.StartsWith("remoting", StringComparison.Ordinal);

    private static string Level(LogEvent log) => log.LogLevel() switch
    {
        LogLevel.ErrorLevel => "error",
        LogLevel.WarningLevel => "warning",
        LogLevel.InfoLevel => "info",
        _ => "debug",
    };
}
