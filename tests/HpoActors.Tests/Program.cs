using Akka.Actor;
using HpoActors.Core;
using HpoActors.Tests.Training.Isolation;

namespace HpoActors.Tests;

/// <summary>What the tests are where they are started as a program: a trainer's process, or a node whose trial never ends.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (TrainerProcess.RunIfAsked(args, IsolatedObjectives.Register))
        {
            return Environment.ExitCode;
        }

        if (args is not ["node", string pidFile])
        {
            await Console.Error.WriteLineAsync("usage: HpoActors.Tests node <file for the trainer's process id>");
            return 2;
        }

        using ActorSystem system = ActorSystem.Create("node", "hpo.trainer.isolation = process");
        Hpo hpo = Hpo.Get(system);
        IsolatedObjectives.Register(hpo.Objectives);
        await hpo.RunAsync(Specs.Of(trials: 1) with { ObjectiveName = "isolated", Objective = new OptionSet([new("do", "hang"), new("file", pidFile)]) });
        return 0;
    }
}
