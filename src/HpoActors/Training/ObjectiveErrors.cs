using HpoActors.Core;
using HpoActors.Core.Objectives;

namespace HpoActors.Training;

/// <summary>What an objective throws, as a fact about its trial.</summary>
internal static class ObjectiveErrors
{
    /// <summary>The outcome of a trial whose objective threw.</summary>
    public static TrialOutcome Outcome(Exception exception) =>
        TrialOutcome.Failed(IsOutOfMemory(exception) ? FailureKind.OutOfMemory : FailureKind.UserError, OneLine(exception));

    /// <summary>Whether memory ran out. Native libraries say so in words only.</summary>
    public static bool IsOutOfMemory(Exception exception) => exception is OutOfMemoryException
        || exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || exception.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase);

    /// <summary>The error in one line.</summary>
    public static string OneLine(Exception exception)
    {
        string message = exception.Message.ReplaceLineEndings(" ").Trim();
        return exception is InvalidOptionException ? message : $"{exception.GetType().Name}: {message}";
    }
}
