namespace HpoActors.Cli;

/// <summary>What the command's exit says.</summary>
internal static class ExitCodes
{
    /// <summary>Finished, with at least one trial that succeeded.</summary>
    public const int Finished = 0;

    /// <summary>No trial succeeded.</summary>
    public const int NoSuccess = 1;

    /// <summary>Bad usage, configuration or data: nothing was run.</summary>
    public const int BadInput = 2;

    /// <summary>Interrupted; what was measured is kept.</summary>
    public const int Interrupted = 130;
}
