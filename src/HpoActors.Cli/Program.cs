using HpoActors;
using HpoActors.Cli;

if (TrainerProcess.RunIfAsked(args, ActorSystems.Register))
{
    return Environment.ExitCode;
}

// Results go to the real standard output; whatever else a library prints goes to standard error, so that --json stays one document.
TextWriter output = Console.Out;
Console.SetOut(Console.Error);
return await new HpoCommand(output, Console.Error).RunAsync(args);
