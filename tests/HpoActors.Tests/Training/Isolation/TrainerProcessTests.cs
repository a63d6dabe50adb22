using System.Diagnostics;
using HpoActors.Core.Objectives;
using HpoActors.Tests.Objectives;
using HpoActors.Training.Isolation;

namespace HpoActors.Tests.Training.Isolation;

public sealed class TrainerProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [LinuxFact]
    public async Task A_node_that_is_killed_takes_its_trainers_processes_with_it()
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "pid");
        using Process node = IsolatedNode.Start(file);
        Task<string> output = node.StandardOutput.ReadToEndAsync(), error = node.StandardError.ReadToEndAsync();
        using Process trainer = await IsolatedNode.StartedAsync(file);
        Assert.NotEqual(node.Id, trainer.Id);
        node.Kill();
        Assert.True(trainer.WaitForExit(Limit), "the trainer's process goes on");
        await Task.WhenAll(output, error);
    }

    [Fact]
    public void Other_arguments_are_the_programs_own()
    {
        Assert.False(TrainerProcess.RunIfAsked([]));
        Assert.False(TrainerProcess.RunIfAsked(["run", "trainer-process"]));
        Assert.False(TrainerProcess.RunIfAsked(["trainer-process", "x"]));
    }

    [LinuxTheory]
    [InlineData(137, true, FailureKind.OutOfMemory, "the trainer's process ran out of memory and was ended by signal 9 (SIGKILL)")]
    [InlineData(137, false, FailureKind.TrainerLost, "the trainer's process was ended by signal 9 (SIGKILL)")]
    [InlineData(134, true, FailureKind.TrainerLost, "the trainer's process was ended by signal 6 (SIGABRT)")]
    [InlineData(134, false, FailureKind.OutOfMemory, "the trainer's process ran out of memory and was ended by signal 6 (SIGABRT): Out of memory.", "Out of memory.")]
    [InlineData(134, false, FailureKind.OutOfMemory, "the trainer's process ran out of memory and was ended by signal 6 (SIGABRT): terminate called what():  std::bad_alloc", "terminate called", "  what():  std::bad_alloc")]
    [InlineData(1, false, FailureKind.TrainerLost, "the trainer's process ended with exit code 1: first second", "", "   at Some.Method()", "first", "second", "third")]
    [InlineData(163, false, FailureKind.TrainerLost, "the trainer's process was ended by signal 35")]
    [InlineData(255, false, FailureKind.TrainerLost, "the trainer's process ended with exit code 255")]
    public void How_a_process_ended_is_a_fact_about_its_attempt(int exitCode, bool kernelRanOutOfMemory, FailureKind kind, string message, params string[] errors) =>
        Assert.Equal(new TrialFailure(kind, message), new ChildEnd(exitCode, errors, kernelRanOutOfMemory).Failure);
}
