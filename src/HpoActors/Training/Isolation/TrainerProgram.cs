using System.Reflection;
using HpoActors.Core;

namespace HpoActors.Training.Isolation;

/// <summary>The program that a trainer's process is.</summary>
internal static class TrainerProgram
{
    /// <summary>The argument by which a program knows that it is to be a trainer's process.</summary>
    public const string Verb = "trainer-process";

    /// <summary>This program once more.</summary>
    /// <exception cref="InvalidOptionException">Nobody knows what this program is.</exception>
    public static IReadOnlyList<string> Own()
    {
        if (Environment.ProcessPath is not { } path)
        {
            throw new InvalidOptionException("hpo.trainer.isolation-program", "cannot be auto here: this process does not know its own file; name the program");
        }

        // The general host runs the program that it was given; a host of the program's own needs no more.
        return Path.GetFileNameWithoutExtension(path) == "dotnet" && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } assembly
            ? [path, assembly, Verb]
            : [path, Verb];
    }
}
