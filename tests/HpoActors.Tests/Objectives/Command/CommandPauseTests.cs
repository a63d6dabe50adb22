using System.Formats.Tar;
using System.Runtime.Versioning;
using System.Text;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using HpoActors.Objectives.Command;
using HpoActors.Tests.Files;
using static HpoActors.Tests.Objectives.Trials;

namespace HpoActors.Tests.Objectives.Command;

/// <summary>Programs that pause and go on elsewhere, by what they leave in their folder.</summary>
[SupportedOSPlatform("linux")]
public sealed class CommandPauseTests : IDisposable
{
    private const int Epochs = 4;

    // Each epoch's value depends on all before it. It is always ahead of the verdicts, which is why it keeps every epoch's state.
    private const string Counting = """
        epoch=$((HPO_FIRST_EPOCH - 1))
        sum=0
        if [ -f "$HPO_CHECKPOINT_DIR/$epoch" ]; then sum=$(cat "$HPO_CHECKPOINT_DIR/$epoch"); fi
        while [ $epoch -lt $HPO_EPOCHS ]; do
          epoch=$((epoch + 1))
          sum=$((sum * 3 + epoch))
          echo $sum > "$HPO_CHECKPOINT_DIR/$epoch"
          echo "{\"epoch\": $epoch, \"error\": $sum}"
        done
        """;

    private readonly Shell _shell = new();

    [LinuxFact]
    public void A_program_may_pause_at_any_epochs_and_go_on_with_another_trainer()
    {
        // 1, 1·3 + 2 = 5, 5·3 + 3 = 18, 18·3 + 4 = 58.
        for (int pauses = 0; pauses < 1 << (Epochs - 1); pauses++)
        {
            List<(int, double)> reports = [];
            Checkpoint? left = null;
            while (reports.Count < Epochs)
            {
                int at = pauses;
                FakeReporter reporter = new((epoch, _) => (at >> (epoch - 1) & 1) != 0 ? FakeReporter.Pause : FakeReporter.GoOn);
                TrialOutcome outcome = _shell.Script(Counting).Run(Context(reporter, epochs: Epochs, firstEpoch: reports.Count + 1, checkpoint: left), default);
                Assert.Null(outcome.Failure);
                reports.AddRange(reporter.Reports.Select(r => (r.Epoch, r.Metrics["error"])));
                left = new Checkpoint(outcome.Checkpoint!.Format, outcome.Checkpoint.Content.ToArray());
            }

            Assert.Equal([(1, 1.0), (2, 5.0), (3, 18.0), (4, 58.0)], reports);
        }
    }

    [LinuxFact]
    public void The_ready_experiment_goes_on_where_it_paused()
    {
        ExperimentSpec spec = ExperimentFile.Load(Path.Combine(ExperimentTexts.Folder, "command.conf")).Spec;
        Configuration configuration = Configuration(("learning_rate", HyperparameterValue.Of(0.1)));

        // |0.1 − 0.3| + 1/2, 1/3, 1/4 and 1/5.
        Assert.Equal([0.7, 0.533333, 0.45, 0.4], Values(epochs => epochs));
        Assert.Equal([0.7, 0.533333, 0.45, 0.4], Values(_ => 1));
        Assert.Equal([0.7, 0.533333, 0.45, 0.4], Values(_ => 2));

        List<double> Values(Func<int, int> part)
        {
            List<double> values = [];
            Checkpoint? left = null;
            while (values.Count < Epochs)
            {
                int until = values.Count + part(Epochs);
                FakeReporter reporter = new((epoch, metrics) =>
                {
                    values.Add(metrics["validation_error"]);
                    return epoch < until ? FakeReporter.GoOn : FakeReporter.Pause;
                });
                TrialContext trial = new(reporter)
                {
                    Experiment = "test", Seed = 1, Trial = new TrialId(0), Attempt = 1, Configuration = configuration, Metric = spec.Metric,
                    Device = Device.Cpu(0), FirstEpoch = values.Count + 1, Epochs = Epochs, Checkpoint = left,
                };
                using CommandObjective objective = CommandObjective.Create(spec);
                left = objective.Run(trial, default).Checkpoint;
            }

            return values;
        }
    }

    [LinuxFact]
    public void A_program_may_save_when_it_is_told_to_end()
    {
        const string script = """
            trap 'echo saved at $epoch > "$HPO_CHECKPOINT_DIR/state"; exit 0' TERM
            epoch=$HPO_FIRST_EPOCH
            if [ -f "$HPO_CHECKPOINT_DIR/state" ]; then cp "$HPO_CHECKPOINT_DIR/state" found; fi
            echo "{\"error\": $epoch}"
            if [ $epoch -lt 3 ]; then while :; do sleep 0.01; done; fi
            """;
        FakeReporter first = new((_, _) => FakeReporter.Pause);
        Checkpoint left = _shell.Script(script).Run(Context(first, epochs: 3), default).Checkpoint!;

        // Without an epoch its reports count from the first one after the pause.
        FakeReporter second = new((_, _) => FakeReporter.Pause);
        Checkpoint again = _shell.Script(script).Run(Context(second, epochs: 3, firstEpoch: 2, checkpoint: left), default).Checkpoint!;
        Assert.Equal("saved at 1", File.ReadAllText(Path.Combine(_shell.Folder, "found")).Trim());
        FakeReporter third = new();
        Assert.Null(_shell.Script(script).Run(Context(third, epochs: 3, firstEpoch: 3, checkpoint: again), default).Failure);
        Assert.Equal("saved at 2", File.ReadAllText(Path.Combine(_shell.Folder, "found")).Trim());
        Assert.Equal([(1, 1.0), (2, 2.0), (3, 3.0)], first.Reports.Concat(second.Reports).Concat(third.Reports).Select(r => (r.Epoch, r.Metrics["error"])));
    }

    [LinuxFact]
    public void A_program_that_starts_over_though_it_has_a_checkpoint_reports_what_is_new()
    {
        FakeReporter reporter = new();
        string script = string.Join('\n', Enumerable.Range(1, 3).Select(epoch => $"echo '{{\"epoch\": {epoch}, \"error\": {epoch}}}'"));
        TrialOutcome outcome = _shell.Script(script).Run(Context(reporter, epochs: 3, firstEpoch: 3, checkpoint: Left("touch \"$HPO_CHECKPOINT_DIR/file\"")), default);
        Assert.Null(outcome.Failure);
        Assert.Equal([3], reporter.Reports.Select(r => r.Epoch));
    }

    [LinuxFact]
    public void Files_come_back_as_they_were()
    {
        Checkpoint left = Left("""
            cd "$HPO_CHECKPOINT_DIR"
            mkdir -p 'a folder/empty' .hidden
            printf 'x\0y' > 'a folder/binary'
            echo text > .hidden/.file
            printf '#!/bin/sh\n' > run; chmod 751 run
            ln -s 'a folder/binary' latest
            ln -s '../run' 'a folder/back'
            """);
        Assert.Equal("command/1", left.Format);
        TrialOutcome outcome = _shell.Script("""
            cd "$HPO_CHECKPOINT_DIR"
            { find . | LC_ALL=C sort; od -An -c latest | tr -s ' '; cat .hidden/.file; stat -c %a run; readlink latest 'a folder/back'; } > "$OLDPWD/seen"
            echo '{"error": 1}'
            """).Run(Context(new FakeReporter(), checkpoint: left), default);
        Assert.Null(outcome.Failure);
        Assert.Equal(
            [
                ".", "./.hidden", "./.hidden/.file", "./a folder", "./a folder/back", "./a folder/binary", "./a folder/empty", "./latest", "./run",
                " x \\0 y", "text", "751", "a folder/binary", "../run",
            ],
            File.ReadAllLines(Path.Combine(_shell.Folder, "seen")));
    }

    [LinuxFact]
    public void A_program_that_leaves_nothing_leaves_no_checkpoint()
    {
        FakeReporter reporter = new((_, _) => FakeReporter.Pause);
        TrialOutcome outcome = _shell.Script("ls -A \"$HPO_CHECKPOINT_DIR\" > listed; echo $HPO_FIRST_EPOCH >> listed; echo '{\"error\": 1}'; exec sleep 1000")
            .Run(Context(reporter, epochs: 5), default);
        Assert.Equal(TrialOutcome.Completed, outcome);
        Assert.Equal(["1"], File.ReadAllLines(Path.Combine(_shell.Folder, "listed")));
    }

    [LinuxFact]
    public void What_was_saved_before_a_program_had_to_be_killed_is_its_checkpoint()
    {
        FakeReporter reporter = new((_, _) => FakeReporter.Pause);
        TrialOutcome outcome = _shell.Script(
            "trap '' TERM; echo $$ > ids; echo kept > \"$HPO_CHECKPOINT_DIR/state\"; echo '{\"error\": 1}'; while :; do sleep 0.01; done", grace: "200ms")
            .Run(Context(reporter, epochs: 5), default);
        Assert.Null(outcome.Failure);
        Assert.False(Shell.Runs(Assert.Single(_shell.Ids("ids"))));
        Assert.Equal("kept\n", ReadBack(outcome.Checkpoint!)["state"]);
    }

    [LinuxFact]
    public void A_program_that_ends_by_itself_leaves_a_checkpoint_too_and_one_that_fails_none()
    {
        TrialOutcome well = _shell.Script("echo '{\"error\": 1}'; echo model > \"$HPO_CHECKPOINT_DIR/model\"").Run(Context(new FakeReporter()), default);
        Assert.Equal("model\n", ReadBack(well.Checkpoint!)["model"]);
        TrialOutcome ill = _shell.Script("echo '{\"error\": 1}'; echo model > \"$HPO_CHECKPOINT_DIR/model\"; exit 3").Run(Context(new FakeReporter()), default);
        Assert.Equal(FailureKind.UserError, ill.Failure?.Kind);
        Assert.Null(ill.Checkpoint);
    }

    [LinuxTheory]
    [InlineData("ln -s /etc/hostname \"$HPO_CHECKPOINT_DIR/out\"", "out is a link to /etc/hostname, which is not in it")]
    [InlineData("mkdir \"$HPO_CHECKPOINT_DIR/in\"; ln -s ../../x \"$HPO_CHECKPOINT_DIR/in/out\"", "in/out is a link to ../../x, which is not in it")]
    public void What_would_not_come_back_is_said_when_it_pauses_and_costs_nothing_else(string leave, string why)
    {
        string script = leave + "; echo '{\"epoch\": 1, \"error\": 1}'; [ $HPO_EPOCHS -gt 1 ] || exit 0; exec sleep 1000";
        FakeReporter paused = new((_, _) => FakeReporter.Pause);
        TrialOutcome outcome = _shell.Script(script).Run(Context(paused, epochs: 2), default);
        Assert.Equal($"user-error: what the program left in HPO_CHECKPOINT_DIR cannot be kept: {why}", outcome.Failure?.ToString());
        Assert.Single(paused.Reports);
        Assert.Equal(TrialOutcome.Completed, _shell.Script(script).Run(Context(new FakeReporter(), epochs: 1), default));
    }

    [LinuxFact]
    public void A_checkpoint_that_is_none_is_refused_in_one_line_before_the_program_starts()
    {
        Checkpoint whole = Left("for i in 1 2 3; do echo $i > \"$HPO_CHECKPOINT_DIR/$i\"; done");
        Assert.Equal("the checkpoint is of the format safetensors, not command/1", Refusal(new Checkpoint("safetensors", whole.Content)));
        Assert.Equal("the checkpoint is no intact tar: it is empty", Refusal(new Checkpoint("command/1", ReadOnlyMemory<byte>.Empty)));
        Assert.StartsWith("the checkpoint is no intact tar: ", Refusal(new Checkpoint("command/1", whole.Content[..700])), StringComparison.Ordinal);
        Assert.StartsWith("the checkpoint is no intact tar: ", Refusal(new Checkpoint("command/1", Encoding.UTF8.GetBytes(new string('x', 2000)))), StringComparison.Ordinal);
        Assert.StartsWith("the checkpoint cannot be put into HPO_CHECKPOINT_DIR: ", Refusal(Escaping()), StringComparison.Ordinal);
        Assert.False(_shell.Has("started"));

        string Refusal(Checkpoint checkpoint)
        {
            TrialFailure failure = _shell.Script("echo > started; echo '{\"error\": 1}'").Run(Context(new FakeReporter(), checkpoint: checkpoint), default).Failure!;
            Assert.Equal(FailureKind.UserError, failure.Kind);
            Assert.DoesNotContain('\n', failure.Message);
            return failure.Message;
        }
    }

    [LinuxFact]
    public void Damaged_content_is_refused_or_unpacked_into_its_folder_and_nothing_else()
    {
        byte[] whole = Left("for i in 1 2 3; do echo $i > \"$HPO_CHECKPOINT_DIR/$i\"; done; ln -s 1 \"$HPO_CHECKPOINT_DIR/link\"").Content.ToArray();
        Random random = new(1);
        for (int i = 0; i < 500; i++)
        {
            byte[] damaged = whole[..random.Next(whole.Length / 2, whole.Length + 1)];
            damaged[random.Next(damaged.Length)] = i % 2 == 0 ? "/.0\0"u8[random.Next(4)] : (byte)random.Next(256);
            string outside = Directory.CreateDirectory(Path.Combine(_shell.Folder, $"{i}")).FullName;
            string folder = Directory.CreateDirectory(Path.Combine(outside, "in")).FullName;
            try
            {
                CommandCheckpoint.Unpack(new Checkpoint(CommandCheckpoint.Format, damaged), folder);
            }
            catch (Exception exception) when (exception is FormatException or IOException)
            {
                Assert.DoesNotContain('\n', exception.Message);
            }

            Assert.Equal([folder], Directory.GetFileSystemEntries(outside));
        }
    }

    [LinuxFact]
    public void An_attempts_folder_is_gone_after_it_and_the_trainers_at_the_end()
    {
        CommandObjective objective = _shell.Script("echo \"$HPO_CHECKPOINT_DIR\" > where; touch \"$HPO_CHECKPOINT_DIR/file\"; echo '{\"error\": 1}'; exec sleep 1000");
        objective.Run(Context(new FakeReporter((_, _) => FakeReporter.Stop), epochs: 2), default);
        string stopped = Where();
        Assert.False(Directory.Exists(stopped));
        Assert.True(Directory.Exists(Path.GetDirectoryName(stopped)));

        FakeReporter cancelled = new((_, _) => throw new OperationCanceledException());
        Assert.Throws<OperationCanceledException>(() => objective.Run(Context(cancelled, epochs: 2), default));
        Assert.NotEqual(stopped, Where());
        Assert.False(Directory.Exists(Where()));
        Assert.Equal(Path.GetDirectoryName(stopped), Path.GetDirectoryName(Where()));

        objective.Dispose();
        Assert.False(Directory.Exists(Path.GetDirectoryName(stopped)));
        string Where() => File.ReadAllText(Path.Combine(_shell.Folder, "where")).Trim();
    }

    [LinuxFact]
    public void Where_no_folder_can_be_made_one_line_says_so()
    {
        string file = Path.Combine(_shell.Folder, "file");
        File.WriteAllText(file, "");
        using CheckpointDirectory directory = new(Path.Combine(file, "below"));
        IOException error = Assert.Throws<IOException>(() => directory.Open(Context(new FakeReporter())));
        Assert.StartsWith($"no HPO_CHECKPOINT_DIR can be made in {file}/below (TMPDIR sets where): ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    public void Dispose() => _shell.Dispose();

    // What a program leaves that runs a script and is paused.
    private Checkpoint Left(string script) => _shell.Script(script + "\necho '{\"error\": 1}'\nexec sleep 1000")
        .Run(Context(new FakeReporter((_, _) => FakeReporter.Pause), epochs: 2), default).Checkpoint!;

    private static Dictionary<string, string> ReadBack(Checkpoint checkpoint)
    {
        using TarReader tar = new(new MemoryStream(checkpoint.Content.ToArray()));
        Dictionary<string, string> files = [];
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            files.Add(entry.Name, new StreamReader(entry.DataStream!).ReadToEnd());
        }

        return files;
    }

    private static Checkpoint Escaping()
    {
        using MemoryStream bytes = new();
        using (TarWriter tar = new(bytes, leaveOpen: true))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "../escaped") { DataStream = new MemoryStream([1]) });
        }

        return new Checkpoint("command/1", bytes.ToArray());
    }
}
