using System.Diagnostics;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using HpoActors.Objectives.Command;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Command;

/// <summary>How programs end: stopped, cancelled, killed, with all that they started and without a trace in this process.</summary>
[Collection(nameof(Alone))]
public sealed class CommandEndTests : IDisposable
{
    // Children that go their own ways: plain, in a session of their own, deaf to hang-ups, and a daemon whose parent is gone.
    private const string Family =
        "note='echo $$ >> ids; exec sleep 1000'\n"
        + "sh -c \"$note\" &\n"
        + "setsid sh -c \"$note\" > /dev/null 2>&1 &\n"
        + "nohup sh -c \"$note\" > /dev/null 2>&1 &\n"
        + "(setsid sh -c \"$note\" &)\n"
        + "sh -c \"sh -c '(setsid sh -c \\\"\\$0\\\" \\\"\\$1\\\" &) ; exit' x\" > /dev/null 2>&1\n"
        + "sh -c \"trap '' TERM HUP; $note\" &\n"
        + "echo $$ >> ids\n"
        + "until [ $(wc -l < ids) -ge 6 ]; do sleep 0.01; done\n";

    private readonly Shell _shell = new();

    [LinuxTheory]
    [InlineData(VerdictKind.Stop)]
    [InlineData(VerdictKind.Pause)]
    public void A_verdict_ends_the_whole_tree_and_the_trial_well(VerdictKind verdict)
    {
        FakeReporter reporter = new((_, _) => verdict == VerdictKind.Stop ? FakeReporter.Stop : FakeReporter.Pause);
        TrialOutcome outcome = _shell.Script(Family + "echo '{\"error\": 1}'; exec sleep 1000", grace: "300ms").Run(Context(reporter, epochs: 5), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.Single(reporter.Reports);
        NobodyIsLeft();
    }

    [LinuxFact]
    public void Cancellation_ends_the_whole_tree()
    {
        using CancellationTokenSource cancel = new();
        using Timer watch = new(_ => CancelWhenReady(cancel), null, 0, 5);
        Assert.Throws<OperationCanceledException>(() =>
            _shell.Script(Family + "echo > ready; exec sleep 1000", grace: "300ms").Run(Context(new FakeReporter()), cancel.Token));
        NobodyIsLeft();
    }

    [LinuxFact]
    public void A_report_that_is_cancelled_ends_the_whole_tree()
    {
        FakeReporter reporter = new((_, _) => throw new OperationCanceledException());
        Assert.Throws<OperationCanceledException>(() =>
            _shell.Script(Family + "echo '{\"error\": 1}'; exec sleep 1000", grace: "300ms").Run(Context(reporter, epochs: 2), default));
        NobodyIsLeft();
    }

    [LinuxFact]
    public void What_a_program_leaves_running_ends_with_it()
    {
        FakeReporter reporter = new();
        TrialOutcome outcome = _shell.Script(Family + "echo '{\"error\": 1}'", grace: "300ms").Run(Context(reporter), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.Single(reporter.Reports);
        NobodyIsLeft();
    }

    [LinuxFact]
    public void A_crash_ends_the_whole_tree_too()
    {
        TrialFailure? failure = _shell.Script(Family + "kill -SEGV $$", grace: "300ms").Run(Context(new FakeReporter()), default).Failure;
        Assert.StartsWith("killed by SIGSEGV (exit code 139)", failure?.Message, StringComparison.Ordinal);
        NobodyIsLeft();
    }

    [LinuxFact]
    public void A_program_has_time_to_end_by_itself()
    {
        FakeReporter reporter = new((_, _) => FakeReporter.Stop);
        TrialOutcome outcome = _shell.Script(
            "trap 'echo 1 >> terms; echo bye; echo \"{\\\"error\\\": 9}\"; sleep 0.1; echo saved > saved; exit 5' TERM\necho '{\"error\": 1}'\nwhile :; do sleep 0.01; done")
            .Run(Context(reporter, epochs: 5), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.True(_shell.Has("saved"));
        Assert.Equal(["1"], File.ReadAllLines(Path.Combine(_shell.Folder, "terms")));
        Assert.Single(reporter.Reports);
    }

    [LinuxFact]
    public void A_program_that_ignores_sigterm_is_killed_after_the_grace()
    {
        FakeReporter reporter = new((_, _) => FakeReporter.Stop);
        long start = Stopwatch.GetTimestamp();
        TrialOutcome outcome = _shell.Script("trap '' TERM; echo $$ > ids; echo '{\"error\": 1}'; while :; do sleep 0.01; done", grace: "400ms")
            .Run(Context(reporter, epochs: 5), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(400), TimeSpan.FromSeconds(20));
        Assert.False(Shell.Runs(Assert.Single(_shell.Ids("ids"))));
    }

    [LinuxFact]
    public void A_stopped_process_ends_as_well()
    {
        FakeReporter reporter = new((_, _) => FakeReporter.Stop);
        long start = Stopwatch.GetTimestamp();
        _shell.Script("sh -c 'kill -STOP $$; sleep 1000' & echo $! > ids; until grep -q 'T (stopped)' /proc/$!/status; do sleep 0.01; done; echo '{\"error\": 1}'; exec sleep 1000")
            .Run(Context(reporter, epochs: 5), default);
        Assert.False(Shell.Runs(Assert.Single(_shell.Ids("ids"))));

        // By SIGTERM, well before the grace ends in SIGKILL.
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    [LinuxFact]
    public void A_program_may_finish_its_work_after_the_last_epoch()
    {
        FakeReporter reporter = new((_, _) => Verdict.LastEpoch);
        TrialOutcome outcome = _shell.Script("echo '{\"epoch\": 1, \"error\": 1}'; sleep 0.1; echo > model").Run(Context(reporter), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.True(_shell.Has("model"));
    }

    [LinuxFact]
    public void A_value_at_the_last_epoch_is_reported_though_the_program_is_cancelled_later()
    {
        using CancellationTokenSource cancel = new();
        using Timer watch = new(_ => CancelWhenReady(cancel), null, 0, 5);
        FakeReporter reporter = new();

        // More lines than pipe and queue hold, so that some have been taken when the program is ready.
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _shell.Script("echo '{\"error\": 2}'; i=0; while [ $i -lt 10000 ]; do echo '{\"error\": 1}'; i=$((i+1)); done; echo > ready; exec sleep 1000")
                .Run(Context(reporter, epochs: 2), cancel.Token));
        Assert.Equal([2, 1], reporter.Reports.Select(r => r.Metrics["error"]));
    }

    [LinuxFact]
    public void A_trial_that_was_cancelled_before_starts_no_program()
    {
        Assert.Throws<OperationCanceledException>(() => _shell.Script("echo > started").Run(Context(new FakeReporter()), new CancellationToken(canceled: true)));
        Assert.False(_shell.Has("started"));
    }

    [LinuxFact]
    public void A_stranger_that_holds_the_pipe_does_not_hold_the_trainer()
    {
        // Out of session, parent and environment: nothing tells any more whose it was.
        FakeReporter reporter = new();
        TrialOutcome outcome = _shell.Script("(setsid env -i \"$(command -v sh)\" -c 'echo $$ > ids; exec \"$0\" 1000' \"$(command -v sleep)\" &); until [ -s ids ]; do :; done; echo '{\"error\": 1}'")
            .Run(Context(reporter), default);
        int stranger = Assert.Single(_shell.Ids("ids"));
        using Process process = Process.GetProcessById(stranger);
        process.Kill();
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.Single(reporter.Reports);
    }

    [LinuxFact]
    public void Hundreds_of_runs_leave_no_thread_and_no_handle_behind()
    {
        CommandObjective quick = _shell.Command(["true"]);
        CommandObjective stopped = _shell.Script("echo '{\"error\": 1}'; exec sleep 1000");
        FakeReporter stop = new((_, _) => FakeReporter.Stop);
        Repeat(30);
        (int files, int threads) = Counts();
        Repeat(300);
        (int filesAfter, int threadsAfter) = Counts();
        Assert.InRange(filesAfter - files, -1000, 5);
        Assert.InRange(threadsAfter - threads, -1000, 8);

        void Repeat(int times)
        {
            for (int i = 0; i < times; i++)
            {
                Assert.Equal(FailureKind.UserError, quick.Run(Context(new FakeReporter()), default).Failure?.Kind);
                if (i % 5 == 0)
                {
                    Assert.Equal(TrialOutcome.Completed, stopped.Run(Context(stop, epochs: 2), default));
                }
            }
        }

        // Without a collection before: handles are closed at once, not when their finalizers run.
        static (int Files, int Threads) Counts() =>
            (Directory.GetFileSystemEntries("/proc/self/fd").Length, Directory.GetFileSystemEntries("/proc/self/task").Length);
    }

    [LinuxFact]
    public void A_program_dies_with_the_thread_that_started_it()
    {
        if (Launcher.Prefix.Count <= 1)
        {
            // No setpriv here.
            return;
        }

        Process? program = null;
        Thread trainer = new(() =>
        {
            program = Process.Start(Launcher.Prefix[0], [.. Launcher.Prefix.Skip(1), "sleep", "1000"]);

            // Not before the program has become itself: setpriv has to have run.
            Shell.Until(() => File.ReadAllText($"/proc/{program.Id}/comm").Trim() == "sleep", "the program ran");
        });
        trainer.Start();
        trainer.Join();
        using (program)
        {
            bool died = program!.WaitForExit(Shell.Limit);
            program.Kill();
            program.WaitForExit();
            Assert.True(died);
            Assert.Equal(137, program.ExitCode);
        }
    }

    public void Dispose()
    {
        // A test that failed must not leave its family to the machine.
        foreach (int id in _shell.Has("ids") ? _shell.Ids("ids").Where(Shell.Runs) : [])
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
        }

        _shell.Dispose();
    }

    private void NobodyIsLeft()
    {
        int[] ids = _shell.Ids("ids");
        Assert.True(ids.Length >= 6, $"only {ids.Length} processes had started");
        Assert.DoesNotContain(ids, Shell.Runs);
    }

    private void CancelWhenReady(CancellationTokenSource cancel)
    {
        if (_shell.Has("ready"))
        {
            cancel.Cancel();
        }
    }
}

/// <summary>Tests that count threads and handles, or measure times, run alone.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
