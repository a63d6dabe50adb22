using Akka.Actor;
using Akka.Configuration;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers.Asha;
using HpoActors.Core.Schedulers.Sha;
using HpoActors.Devices;
using HpoActors.Files;
using HpoActors.Tests.Objectives;

namespace HpoActors.Tests.Training.Isolation;

/// <summary>Experiments whose trainers are processes of their own.</summary>
public sealed class IsolatedRunTests : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly string Both = $"cpu:{Math.Min(2, Machine.Detect().AllowedCores.Count)}";

    private readonly List<ActorSystem> _systems = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Task.WhenAll(_systems.Select(system => system.Terminate()));

    [Fact]
    public async Task Results_are_those_of_threads_with_pauses_and_checkpoints_too()
    {
        ExperimentSpec spec = Specs.Of(trials: 27, epochs: 9) with { ObjectiveName = "isolated", Scheduler = new AshaSchedulerSettings(), Order = TrialOrder.Strict };
        Assert.Equal(Numbers(await Run(spec, isolated: false)), Numbers(await Run(spec)));
        ExperimentSpec paused = spec with { Scheduler = new ShaSchedulerSettings(Trials: 9), Order = TrialOrder.Arrival };
        Assert.Equal(Numbers(await Run(paused, isolated: false)), Numbers(await Run(paused)));
    }

    [Fact]
    public async Task Lanes_learn_what_they_learn_on_threads()
    {
        ExperimentSpec spec = Specs.Of(trials: 27, epochs: 9) with { ObjectiveName = "isolated-lanes", Scheduler = new AshaSchedulerSettings(), Order = TrialOrder.Strict };
        ExperimentResult result = await Run(spec);
        Assert.Equal(Numbers(await Run(spec, isolated: false)), Numbers(result));
        Assert.True(result.Lanes > 1, "no pass had more than one lane");
    }

    [Theory]
    [InlineData("kill", "the trainer's process was ended by signal 9 (SIGKILL)")]
    [InlineData("fail-fast", "the trainer's process was ended by signal 6 (SIGABRT): Process terminated. the disk is on fire")]
    [InlineData("exit", "the trainer's process ended with exit code 3")]
    [InlineData("segfault", "the trainer's process was ended by signal 11 (SIGSEGV)")]
    public async Task A_crash_costs_one_attempt_and_a_retry_works(string what, string message)
    {
        List<ExperimentEvent> facts = [];
        ExperimentResult result = await Run(Crashing(what, trials: ["1", "4"], attempts: 1), observer: facts.Add);
        Assert.Equal(6, result.Counts[TrialState.Completed]);
        ExperimentEvents.AttemptFailed[] failed = [.. facts.OfType<ExperimentEvents.AttemptFailed>()];
        Assert.Equal([1, 4], failed.Select(f => f.Trial.Value).Order());
        Assert.All(failed, f => Assert.Equal(FailureKind.TrainerLost, f.Failure.Kind));
        Assert.All(failed, f => Assert.StartsWith(message, f.Failure.Message, StringComparison.Ordinal));
        Assert.All(result.Trials, t => Assert.Equal(t.Id.Value is 1 or 4 ? 2 : 1, t.Attempts));
    }

    [Fact]
    public async Task A_trial_that_always_crashes_fails_alone()
    {
        ExperimentResult result = await Run(Crashing("kill", trials: ["2"]));
        TrialResult failed = Assert.Single(result.Trials, t => t.State == TrialState.Failed);
        Assert.Equal((2, 2, FailureKind.TrainerLost), (failed.Id.Value, failed.Attempts, failed.Failure!.Kind));
        Assert.Equal(5, result.Counts[TrialState.Completed]);
    }

    [Fact]
    public async Task A_lane_that_always_crashes_fails_alone_though_it_takes_its_neighbours_with_it()
    {
        ExperimentSpec spec = Crashing("kill", trials: ["2"]) with { ObjectiveName = "isolated-lanes" };
        ExperimentResult result = await Run(spec, trainers: "cpu:1");
        TrialResult failed = Assert.Single(result.Trials, t => t.State == TrialState.Failed);
        Assert.Equal((2, 2, FailureKind.TrainerLost), (failed.Id.Value, failed.Attempts, failed.Failure!.Kind));
        Assert.All(result.Trials.Where(t => t != failed), t => Assert.Equal((TrialState.Completed, 1), (t.State, t.Attempts)));
        Assert.All(result.Trials.Where(t => t != failed), t => Assert.Equal(InTestLanes.ValueOf(t.Id.Value, 3), t.Value));
    }

    [Fact]
    public async Task What_hangs_times_out_and_its_process_is_replaced()
    {
        ExperimentResult result = await Run(Crashing("hang", trials: ["0"]) with { TrialTimeout = TimeSpan.FromSeconds(1) }, settings: "hpo.trainer.abandon-after = 100ms");
        Assert.Equal(FailureKind.TimedOut, Assert.Single(result.Trials, t => t.State == TrialState.Failed).Failure!.Kind);
        Assert.Equal(5, result.Counts[TrialState.Completed]);
    }

    [Fact]
    public async Task What_an_objective_throws_is_told_as_on_a_thread()
    {
        ExperimentResult result = await Run(Crashing("throw", trials: ["0"]));
        TrialResult failed = Assert.Single(result.Trials, t => t.State == TrialState.Failed);
        Assert.Equal(new TrialFailure(FailureKind.UserError, "InvalidOperationException: thrown"), failed.Failure);
        Assert.Equal(1, failed.Attempts);
    }

    [LinuxFact]
    public async Task Memory_that_runs_out_in_the_process_fails_the_attempt_for_want_of_memory()
    {
        string program = $"[\"env\", \"DOTNET_GCHeapHardLimit=0x8000000\", {Program[1..]}";
        ExperimentResult result = await Run(Crashing("allocate", trials: ["3"]), settings: $"hpo.trainer.isolation-program = {program}");
        TrialResult failed = Assert.Single(result.Trials, t => t.State == TrialState.Failed);
        Assert.Equal((FailureKind.OutOfMemory, 2), (failed.Failure!.Kind, failed.Attempts));
    }

    [LinuxFact]
    public async Task What_an_objective_prints_or_reads_does_not_get_between_the_messages()
    {
        Assert.Equal(6, (await Run(Crashing("print"))).Counts[TrialState.Completed]);
        Assert.Equal(6, (await Run(Crashing("read"))).Counts[TrialState.Completed]);
    }

    [Theory]
    [InlineData("[\"/no/such/program\", \"trainer-process\"]", "the trainer's process /no/such/program trainer-process cannot be started: ")]
    [InlineData("[\"sh\", \"-c\", \"echo this is some other program\"]", "the program sh -c echo this is some other program is no trainer's process (it says what is no message of a trainer's process); call TrainerProcess.RunIfAsked first in its Main")]
    [InlineData("[\"sh\", \"-c\", \"echo no >&2; exit 7\"]", "the program sh -c echo no >&2; exit 7 is no trainer's process (it ended with exit code 7: no); call TrainerProcess.RunIfAsked first in its Main")]
    public async Task A_program_that_is_no_trainers_process_fails_the_trials_with_a_line_that_says_so(string program, string message)
    {
        ExperimentResult result = await Run(Crashing("throw", trials: []), settings: $"hpo.trainer.isolation-program = {program}");
        Assert.Equal(6, result.Counts[TrialState.Failed]);
        Assert.All(result.Trials, t => Assert.Equal((FailureKind.UserError, 1), (t.Failure!.Kind, t.Attempts)));
        Assert.All(result.Trials, t => Assert.StartsWith(message, t.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_objective_that_the_process_does_not_know_fails_the_trials_with_a_line_that_says_so()
    {
        ExperimentResult result = await Run(Specs.Of(trials: 2) with { ObjectiveName = "nodes-own" });
        Assert.All(result.Trials, t => Assert.StartsWith("objective.type: no objective is named 'nodes-own'", t.Failure!.Message, StringComparison.Ordinal));
        Assert.All(result.Trials, t => Assert.EndsWith("a trainer's process knows what TrainerProcess.RunIfAsked is given", t.Failure!.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_process_cannot_be_told_is_refused_before_the_first_trial()
    {
        Hpo hpo = Start(isolated: true);
        InvalidOptionException code = await Assert.ThrowsAsync<InvalidOptionException>(
            () => hpo.RunAsync(Specs.Of(), new RunOptions { Objective = _ => InTestObjective.Of(_ => 1) }));
        Assert.StartsWith("objective: is given in code", code.Message, StringComparison.Ordinal);
        InvalidOptionException searcher = await Assert.ThrowsAsync<InvalidOptionException>(
            () => hpo.RunAsync(Specs.Of() with { ObjectiveName = "isolated", Searcher = new Searcher.LearningSearcherSettings() }));
        Assert.StartsWith("searcher: is learning of this program's own", searcher.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_is_interrupted_comes_back_though_an_objective_hangs()
    {
        using TempFolder folder = new();
        string file = Path.Combine(folder.Path, "pid");
        using CancellationTokenSource interrupt = new();
        Task<ExperimentResult> run = Run(Crashing("hang", trials: ["0"], file: file), settings: "hpo.trainer.abandon-after = 100ms", cancel: interrupt.Token);
        using (System.Diagnostics.Process trainer = await IsolatedNode.StartedAsync(file))
        {
            await interrupt.CancelAsync();
            Assert.Equal(ExperimentPhase.Interrupted, (await run).Phase);
            Assert.True(trainer.WaitForExit(Limit), "the trainer's process goes on");
        }
    }

    private static string Program => IsolatedNode.Program;

    private static ExperimentSpec Crashing(string what, string[]? trials = null, int? attempts = null, string? file = null) => Specs.Of(trials: 6, epochs: 3) with
    {
        ObjectiveName = "isolated",
        Objective = new OptionSet(
        [
            new("do", what),
            .. trials is null ? [] : new KeyValuePair<string, object>[] { new("trials", trials) },
            .. attempts is null ? [] : new KeyValuePair<string, object>[] { new("attempts", attempts) },
            .. file is null ? [] : new KeyValuePair<string, object>[] { new("file", file) },
        ]),
    };

    private static IEnumerable<string> Numbers(ExperimentResult result) => result.Trials.OrderBy(t => t.Id.Value).Select(t =>
        $"{t.Id} {t.State} {t.Configuration} {t.Value:R} {string.Join(" ", t.Reports.Select(r => $"{r.Epoch}:{r.Metrics}"))}");

    private Hpo Start(bool isolated, string settings = "")
    {
        string isolation = isolated ? $"hpo.trainer {{ isolation = process, isolation-program = {Program} }}" : "";
        ActorSystem system = ActorSystem.Create(
            "host", ConfigurationFactory.ParseString(settings).WithFallback(ConfigurationFactory.ParseString($"akka {{ loggers = [], stdout-loglevel = OFF }}\n{isolation}")));
        _systems.Add(system);
        Hpo hpo = Hpo.Get(system);
        IsolatedObjectives.Register(hpo.Objectives);
        hpo.Objectives.Register("nodes-own", _ => InTestObjective.Of(_ => 1));
        return hpo;
    }

    private Task<ExperimentResult> Run(
        ExperimentSpec spec, bool isolated = true, string settings = "", string? trainers = null, Action<ExperimentEvent>? observer = null, CancellationToken cancel = default) =>
        Start(isolated, settings).RunAsync(spec, new RunOptions { Trainers = TrainersSpec.Parse(trainers ?? Both), Observer = observer }, cancel).WaitAsync(Limit, CancellationToken.None);
}
