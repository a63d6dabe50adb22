using System.ComponentModel;
using System.Diagnostics;
using HpoActors.Checkpoints;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives.Command;

/// <summary>
/// <c>objective { type = command, command = ["python3", "train.py", "--lr", "{learning_rate}"] }</c>: runs any program, once for each attempt.
/// </summary>
/// <remarks>
/// <para><c>{name}</c> in a text is the value of a hyperparameter, or nothing where a conditional one does not exist; <c>{{name}}</c> is the name in braces, and
/// other braces are themselves. The program gets <c>HPO_TRIAL_ID</c>,
/// <c>HPO_ATTEMPT</c>, <c>HPO_FIRST_EPOCH</c>, <c>HPO_EPOCHS</c> (the first and the last epoch), <c>HPO_CHECKPOINT_DIR</c>, <c>HPO_CONFIGURATION</c> (a JSON object of
/// native types) and <c>HPO_SEED</c> (31 bits, the same for every attempt at a trial); on a GPU <c>CUDA_VISIBLE_DEVICES</c>; on a core <c>OMP_NUM_THREADS=1</c>, whatever the user's environment says, and on Linux
/// and Windows the core itself. Its input is empty.</para>
/// <para>A JSON object on a line of its standard output is a report, <c>{"epoch": 1, "validation_error": 0.2}</c>; numbers are metrics, other fields are
/// ignored, and so are objects without the experiment's metric. NaN, Infinity and null mean diverged. Without <c>epoch</c> a report is of the next
/// one, and the last such report is the value: what comes at the trial's last epoch is held until the program has ended. All other output is its log,
/// of which the last lines stand in the message of a failure.</para>
/// <para>A program that is stopped, paused or cancelled gets SIGTERM, and SIGKILL after <c>grace</c>, with everything that it started (Windows has no
/// SIGTERM: it ends at once). What a program leaves running when it ends by itself is ended the same way. If this process is itself killed, Linux kills the program
/// (where <c>setpriv</c> is installed), but not what the program started: that goes on until it writes to the closed pipe or ends by itself.</para>
/// <para>What lies in the folder <c>HPO_CHECKPOINT_DIR</c> when the program has ended, told to or by itself, is the trial's checkpoint. When the trial goes on, on
/// whichever trainer, the program starts anew with the same files in its folder and with <c>HPO_FIRST_EPOCH</c>, which follows the epoch of the pause. A verdict takes a
/// moment, in which the program may have begun the next epochs: so save each epoch's state in a file of its own before reporting the epoch, keep the
/// last few, and go on from that of <c>HPO_FIRST_EPOCH</c> − 1. A program that leaves nothing starts over when its trial goes
/// on, from epoch 1. Epochs before <c>HPO_FIRST_EPOCH</c> are not reported twice; reports without <c>epoch</c> count from it where there was a checkpoint. The folder lies below
/// the system's one for temporary files (<c>TMPDIR</c>) and is deleted after the attempt. Its links may not lead out of it.</para>
/// </remarks>
public sealed class CommandObjective : IObjective, IDisposable
{
    private static readonly TimeSpan DefaultGrace = TimeSpan.FromSeconds(5);

    private readonly ArgumentTemplate[] _command;
    private readonly string _workingDirectory;
    private readonly TimeSpan _grace;
    private readonly CheckpointDirectory _checkpoints = new(FolderOwner.Temporary);

    private CommandObjective(ArgumentTemplate[] command, string workingDirectory, TimeSpan grace)
    {
        _command = command;
        _workingDirectory = workingDirectory;
        _grace = grace;
    }

    /// <summary>
    /// Makes the objective. Options: <c>command</c>, the program and its arguments (required); <c>working-directory</c> (default: the current one);
    /// <c>grace</c>, the time from SIGTERM to SIGKILL (default 5 s).
    /// </summary>
    /// <exception cref="InvalidOptionException">An option is wrong, or a placeholder is no hyperparameter of the space.</exception>
    public static CommandObjective Create(ExperimentSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        OptionReader options = spec.Objective.Read("objective");
        IReadOnlyList<string>? command = options.TextList("command");
        string workingDirectory = options.Text("working-directory") ?? ".";
        TimeSpan grace = options.Duration("grace") ?? DefaultGrace;
        options.RejectUnknown();
        if (command is null or [] or ["", ..])
        {
            throw options.Error("command", "has to be a list that begins with a program, such as [\"python3\", \"train.py\", \"--lr\", \"{learning_rate}\"]");
        }

        return new CommandObjective([.. command.Select(text => ArgumentTemplate.Parse(text, spec.Space))], Path.GetFullPath(workingDirectory), grace);
    }

    /// <inheritdoc/>
    public TrialOutcome Run(TrialContext trial, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(trial);
        cancel.ThrowIfCancellationRequested();
        string folder;
        try
        {
            folder = _checkpoints.Open(trial);
        }
        catch (Exception exception) when (exception is IOException or FormatException)
        {
            return TrialOutcome.Failed(FailureKind.UserError, exception.Message);
        }

        try
        {
            return Run(trial, folder, cancel);
        }
        finally
        {
            CheckpointDirectory.Close(folder);
        }
    }

    /// <summary>Deletes what its programs left.</summary>
    public void Dispose() => _checkpoints.Dispose();

    private TrialOutcome Run(TrialContext trial, string folder, CancellationToken cancel)
    {
        if (Start(trial, folder, out string? problem) is not { } process)
        {
            return TrialOutcome.Failed(FailureKind.UserError, problem!);
        }

        TrialReports reports = new(trial);
        TrialOutcome outcome;
        using (process)
        {
            outcome = Follow(process, reports, cancel) ?? Judge(process, reports);
        }

        return outcome.Failure is null ? Leave(folder, reports.IsPaused) : outcome;
    }

    private static TrialOutcome Leave(string folder, bool isPaused)
    {
        try
        {
            return CommandCheckpoint.Pack(folder) is { } checkpoint ? TrialOutcome.CompletedWith(checkpoint) : TrialOutcome.Completed;
        }
        catch (IOException exception) when (isPaused)
        {
            return TrialOutcome.Failed(FailureKind.UserError, exception.Message);
        }
        catch (IOException)
        {
            // Nobody has to go on from it, and the trial's value counts.
            return TrialOutcome.Completed;
        }
    }

    // Until the program ends (null), or until something else ends it.
    private TrialOutcome? Follow(CommandProcess process, TrialReports reports, CancellationToken cancel)
    {
        bool over = true;
        try
        {
            while (process.Next(cancel) is { } line)
            {
                if (reports.Take(line) is { } outcome)
                {
                    return outcome;
                }
            }

            over = false;
            return null;
        }
        catch (OperationCanceledException)
        {
            // What was measured is measured, though the program did not come to its end.
            reports.Flush();
            throw;
        }
        finally
        {
            if (over)
            {
                process.Discard();
            }

            process.EndTree(_grace);
        }
    }

    private static TrialOutcome Judge(CommandProcess process, TrialReports reports)
    {
        while (process.NextLeft() is { } line)
        {
            if (reports.Take(line) is { } outcome)
            {
                return outcome;
            }
        }

        TrialOutcome? diverged = reports.Flush();
        string? problem = process.ExitCode != 0 ? ExitStatus.Describe(process.ExitCode) : reports.Missing;
        if (problem is null)
        {
            return diverged ?? TrialOutcome.Completed;
        }

        string tail = process.Tail;
        return TrialOutcome.Failed(FailureKind.UserError, tail.Length == 0 ? $"{problem}; no other output" : $"{problem}; last output: {tail}");
    }

    private CommandProcess? Start(TrialContext trial, string folder, out string? problem)
    {
        if (!Directory.Exists(_workingDirectory))
        {
            problem = $"the working directory {_workingDirectory} does not exist";
            return null;
        }

        string[] words;
        try
        {
            words = Array.ConvertAll(_command, template => template.Fill(trial.Configuration));
        }
        catch (KeyNotFoundException e)
        {
            problem = $"the command cannot be filled in: {e.Message}";
            return null;
        }

        if (ProgramFile.Find(words[0], _workingDirectory, out problem) is not { } file)
        {
            return null;
        }

        string[] all = [.. Launcher.Prefix, file, .. words[1..]];
        ProcessStartInfo start = new(all[0], all[1..]) { WorkingDirectory = _workingDirectory };
        CommandEnvironment.Set(start.Environment, trial, folder);
        try
        {
            return CommandProcess.Start(start, trial.Metric, trial.Device);
        }
        catch (Win32Exception e)
        {
            problem = $"the program '{words[0]}' cannot be started: {e.Message.ReplaceLineEndings(" ")}";
            return null;
        }
    }
}
