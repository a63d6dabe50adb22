using HpoActors.Training.Isolation;

namespace HpoActors;

/// <summary>
/// Lets a program be the process of one of its own trainers, for <c>hpo.trainer.isolation = process</c>: there trials run in processes of their own, so that one that crashes
/// or runs out of memory costs an attempt and not the program.
/// </summary>
/// <remarks>
/// <code>
/// static async Task Main(string[] args)
/// {
///     if (TrainerProcess.RunIfAsked(args, objectives => objectives.Register("mine", spec => new MyObjective(spec))))
///     {
///         return;
///     }
///     …
/// </code>
/// The node makes an objective of its own too, to prepare it: <see cref="Core.Objectives.IPreparedObjective.Prepare"/> is called there, and not in the trainers' processes.
/// </remarks>
public static class TrainerProcess
{
    /// <summary>Serves as a trainer's process where the arguments ask for that. Call it first in <c>Main</c>, before anything reads or prints.</summary>
    /// <param name="args">The program's arguments.</param>
    /// <param name="objectives">Makes objectives known, as the node's <see cref="Hpo.Objectives"/>; <c>command</c> and <c>function</c> are, and those in assemblies. Default none.</param>
    /// <returns>True where it served and the program is to end; false where nobody asked.</returns>
    public static bool RunIfAsked(string[] args, Action<ObjectiveRegistry>? objectives = null)
    {
        ArgumentNullException.ThrowIfNull(args);
        if (args is not [TrainerProgram.Verb])
        {
            return false;
        }

        if (!Console.IsInputRedirected || !Console.IsOutputRedirected)
        {
            Console.Error.WriteLine($"{TrainerProgram.Verb}: this is what a node starts for its trainers where hpo.trainer.isolation = process; start an experiment instead");
            Environment.ExitCode = 2;
            return true;
        }

        ChildSystem.TieToNode();
        (Stream input, Stream output) = ChildSystem.TakePipes();
        ObjectiveRegistry registry = new();
        objectives?.Invoke(registry);
        new TrainerChild(new Frames(input, output), registry).Serve();
        return true;
    }
}
