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
        Receive<LogEvent>(log => Console.Error.WriteLine($"hpo: {Level(log)}: {log.Message}{(log.Cause is { } cause ? $" ({cause.GetType().Name}: {cause.Message})" : "")}"));
    }

    private static string Level(LogEvent log) => log.LogLevel() switch
    {
        LogLevel.ErrorLevel => "error",
        LogLevel.WarningLevel => "warning",
        LogLevel.InfoLevel => "info",
        _ => "debug",
    };
}
