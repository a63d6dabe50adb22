using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Command;

/// <summary>What a program prints, and what becomes of it.</summary>
[Collection(nameof(Alone))]
public sealed class CommandReportTests : IDisposable
{
    private readonly Shell _shell = new();

    [LinuxTheory]
    [InlineData("echo '{\"epoch\": 1, \"error\": 0.2}'", 1, new[] { 0.2 })]
    [InlineData("echo '{\"error\": 3}'", 1, new[] { 3.0 })]
    [InlineData("for e in 1 2 3; do echo \"{\\\"epoch\\\": $e, \\\"error\\\": 0.$e}\"; done", 3, new[] { 0.1, 0.2, 0.3 })]
    [InlineData("for e in 1 2 3; do echo \"{\\\"error\\\": 0.$e}\"; done", 3, new[] { 0.1, 0.2, 0.3 })]
    [InlineData("echo '{\"error\": 0.5}'; echo '{\"epoch\": 4, \"error\": 0.4}'; echo '{\"error\": 0.3}'", 9, new[] { 0.5, 0.4, 0.3 })]
    [InlineData("printf '{\"err'; printf 'or\": 0.'; printf '5}'", 1, new[] { 0.5 })]
    [InlineData("printf '\\r\\n  {\"error\": 0.5}\\t\\r\\n\\r\\n'", 1, new[] { 0.5 })]
    [InlineData("echo loading; echo '{broken'; echo '{\"error\": 0.5}'; echo '[1, 2]'; echo '{\"error\": oops}'; echo '{\"error\": 1} {\"error\": 2}'; echo '{}'", 1, new[] { 0.5 })]
    [InlineData("echo '{\"level\": \"info\", \"loss\": 3}'; echo '{\"error\": 0.5, \"name\": \"a\", \"ok\": true, \"list\": [1, {\"error\": 9}], \"none\": null}'", 1, new[] { 0.5 })]
    [InlineData("echo '{\"error\": 1e-3}' '{' >&2; echo '{\"error\": 0.5}'; echo '{\"error\": 9}' >&2", 1, new[] { 0.5 })]
    [InlineData("exec 3>&1; echo '{\"error\": 0.5}'; exec 1>&- 2>&- 3>&-; exec sleep 0.05", 1, new[] { 0.5 })]
    [InlineData("cat; echo '{\"error\": 0.5}'", 1, new[] { 0.5 })]
    [InlineData("echo '{\"error\": 0.5}'; echo '{\"error\": 0.4}'; echo '{\"error\": 0.3}'", 1, new[] { 0.3 })]
    [InlineData("echo '{\"epoch\": 1, \"error\": 0.5}'; echo '{\"epoch\": 2, \"error\": 0.4}'; echo '{\"error\": 0.4, \"test\": 1}'", 2, new[] { 0.5, 0.4 })]
    [InlineData("echo '{\"error\": NaN}'; echo '{\"error\": 0.4}'; echo '{\"epoch\": 1, \"error\": 0.3}'", 1, new[] { 0.3 })]
    public void Reports_are_json_objects_on_lines_and_all_else_is_log(string script, int epochs, double[] values)
    {
        (double[] found, string? failure) = _shell.Run(script, epochs);
        Assert.Null(failure);
        Assert.Equal(values, found);
    }

    [LinuxFact]
    public void Numbers_are_metrics_and_other_fields_are_not()
    {
        FakeReporter reporter = new();
        _shell.Script("echo '{\"epoch\": 2, \"error\": 0.5, \"loss\": 7, \"big\": 123456789012345678901234567890, \"tag\": \"x\", \"ok\": true, \"bad\": NaN, \"loss\": 8}'")
            .Run(Context(reporter, epochs: 5), default);
        (int epoch, Metrics metrics) = Assert.Single(reporter.Reports);
        Assert.Equal(2, epoch);
        Assert.Equal("error=0.5, loss=8, big=1.2345678901234568E+29, bad=NaN", metrics.ToString());
    }

    [LinuxTheory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    [InlineData("null")]
    public void A_value_that_is_no_number_means_diverged_and_ends_the_program(string value)
    {
        (double[] values, string? failure) = _shell.Run($"echo '{{\"epoch\": 2, \"error\": {value}}}'; exec sleep 1000", epochs: 4);
        Assert.False(double.IsFinite(Assert.Single(values)));
        Assert.StartsWith("diverged: error was ", failure, StringComparison.Ordinal);
        Assert.EndsWith(" at epoch 2", failure, StringComparison.Ordinal);
        Assert.StartsWith("diverged: error was ", _shell.Run($"echo '{{\"error\": {value}}}'").Failure, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("0", "epoch 0, and epochs count from 1")]
    [InlineData("-3", "epoch -3, and epochs count from 1")]
    [InlineData("5", "epoch 5, and the trial has 4 (HPO_EPOCHS; budget.epochs sets it)")]
    [InlineData("1e300", "and the trial has 4 (HPO_EPOCHS; budget.epochs sets it)")]
    [InlineData("2", "epoch 2, after epoch 2; epochs have to rise")]
    [InlineData("1", "epoch 1, after epoch 2; epochs have to rise")]
    [InlineData("2.5", "epoch 2.5, which is no whole number")]
    [InlineData("NaN", "epoch NaN, which is no whole number")]
    [InlineData("\"last\"", "epoch NaN, which is no whole number")]
    public void An_epoch_out_of_order_is_the_programs_error(string epoch, string message)
    {
        (double[] values, string? failure) = _shell.Run($"echo '{{\"epoch\": 2, \"error\": 1}}'; echo '{{\"epoch\": {epoch}, \"error\": 2}}'; exec sleep 1000", epochs: 4);
        Assert.Equal([1], values);
        Assert.StartsWith("user-error: the program reported epoch ", failure, StringComparison.Ordinal);
        Assert.EndsWith(message, failure, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("{\"error\": 0.3}", "the program reported error again after epoch 2, the trial's last; report it before, or leave the epochs out of all reports")]
    [InlineData("{\"epoch\": 2, \"error\": 0.3}", "the program reported epoch 2, after epoch 2; epochs have to rise")]
    public void A_value_that_was_reported_is_not_replaced(string line, string message)
    {
        (double[] values, string? failure) = _shell.Run($"echo '{{\"epoch\": 2, \"error\": 0.4}}'; echo '{line}'; exec sleep 1000", epochs: 2);
        Assert.Equal([0.4], values);
        Assert.Equal($"user-error: {message}", failure);
    }

    [LinuxFact]
    public void A_last_epoch_that_says_so_is_reported_at_once()
    {
        FakeReporter reporter = new((_, _) =>
        {
            File.WriteAllText(Path.Combine(_shell.Folder, "seen"), "");
            return Verdict.LastEpoch;
        });
        TrialOutcome outcome = _shell.Script("echo '{\"epoch\": 1, \"error\": 1}'; until [ -e seen ]; do sleep 0.01; done").Run(Context(reporter), new CancellationTokenSource(Shell.Limit).Token);
        Assert.Equal(TrialOutcome.Completed, outcome);
    }

    [LinuxFact]
    public void A_program_that_starts_again_after_a_pause_reports_from_the_first_new_epoch()
    {
        (double[] values, string? failure) = _shell.Run("for e in 1 2 3 4 5; do echo \"{\\\"error\\\": $e}\"; done", epochs: 5, firstEpoch: 4);
        Assert.Null(failure);
        Assert.Equal([4, 5], values);
    }

    [LinuxTheory]
    [InlineData("exit 3", "user-error: exit code 3; no other output")]
    [InlineData("echo one; echo two >&2; exit 1", "user-error: exit code 1; last output: ")]
    [InlineData("printf '\\033[31mred\\tsea\\n' ; exit 7", "user-error: exit code 7; last output: [31mred sea")]
    [InlineData("kill -SEGV $$", "user-error: killed by SIGSEGV (exit code 139); no other output")]
    [InlineData("kill -KILL $$", "user-error: killed by SIGKILL (exit code 137), as happens where memory runs out; no other output")]
    [InlineData("sh -c 'kill -ABRT $$'; exit $?", "user-error: killed by SIGABRT (exit code 134)")]
    [InlineData("exec ./nothing", "user-error: exit code 127; last output: ")]
    [InlineData("true", "user-error: the program ended without a report of 'error'; it has to print a line such as {\"error\": 0.2}; no other output")]
    [InlineData("echo '{\"epoch\": 1, \"loss\": 2, \"accuracy\": 3}'", "user-error: the program ended without a report of 'error'; it has to print a line such as {\"error\": 0.2} (its last JSON line had loss, accuracy); no other output")]
    [InlineData("echo '{}'; echo done", "(its last JSON line had no number); last output: done")]
    public void A_failure_says_in_one_line_what_happened(string script, string message)
    {
        (double[] values, string? failure) = _shell.Run(script);
        Assert.Empty(values);
        Assert.Contains(message, failure, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure!);
    }

    [LinuxFact]
    public void What_was_reported_before_a_failure_stays()
    {
        (double[] values, string? failure) = _shell.Run("echo '{\"error\": 5}'; echo '{\"error\": 4}'; exit 9", epochs: 2);
        Assert.Equal([5, 4], values);
        Assert.Equal("user-error: exit code 9; no other output", failure);
    }

    [LinuxFact]
    public void The_message_has_the_last_output_and_not_all()
    {
        string failure = _shell.Run("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; exit 1").Failure!;
        Assert.EndsWith(" | line 2998 | line 2999", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("line 2940", failure, StringComparison.Ordinal);
    }

    [LinuxTheory]
    [InlineData("yes | head -c 100000000")]
    [InlineData("yes | head -c 100000000 >&2")]
    [InlineData("head -c 100000000 /dev/zero | tr '\\0' y")]
    [InlineData("head -c 100000000 /dev/zero | tr '\\0' '{' >&2; head -c 100000000 /dev/zero")]
    public void A_flood_of_output_takes_no_memory_and_stops_nothing(string flood)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        (double[] values, string? failure) = _shell.Run($"{flood}; echo; echo '{{\"error\": 0.5}}'");
        Assert.Null(failure);
        Assert.Equal([0.5], values);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 30_000_000);
    }

    [LinuxFact]
    public void A_flood_of_reports_waits_for_the_trial_and_loses_none()
    {
        FakeReporter reporter = new();
        TrialOutcome outcome = _shell.Script("i=0; while [ $i -lt 20000 ]; do echo '{\"error\": 1}'; i=$((i+1)); done").Run(Context(reporter, epochs: 20_000), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.Equal(Enumerable.Range(1, 20_000), reporter.Reports.Select(r => r.Epoch));
    }

    [LinuxFact]
    public void Standard_error_is_read_while_the_trial_waits_for_a_verdict()
    {
        bool written = false;
        FakeReporter reporter = new((_, _) =>
        {
            Shell.Until(() => _shell.Has("done"), "the program had written its errors");
            written = true;
            return FakeReporter.GoOn;
        });
        TrialOutcome outcome = _shell.Script("echo '{\"error\": 1}'; head -c 5000000 /dev/zero >&2; echo > done").Run(Context(reporter, epochs: 2), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.True(written);
    }

    public void Dispose() => _shell.Dispose();
}
