using System.Diagnostics;
using System.Runtime.InteropServices;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.Core.Schedulers;

namespace HpoActors.Tests.Training.Isolation;

/// <summary>Objectives that can do to their process what no objective should. Options: <c>do</c>, <c>trials</c> (which; default all), <c>attempts</c> (up to which; default all), <c>file</c>.</summary>
internal static partial class IsolatedObjectives
{
    public static void Register(ObjectiveRegistry objectives)
    {
        objectives.Register("isolated", spec => new InTestObjective((trial, cancel) => Run(spec, trial, cancel)));
        objectives.Register("isolated-lanes", Lanes);
    }

    public static double ValueOf(TrialContext trial, int epoch) => trial.Configuration.GetDouble("lr") / epoch;

    private static InTestLanes Lanes(ExperimentSpec spec)
    {
        OptionReader options = spec.Objective.Read("objective");
        string[] trials = [.. options.TextList("trials") ?? []];
        return new InTestLanes
        {
            OnPass = (lanes, pulse) =>
            {
                pulse();
                if (lanes.Any(lane => trials.Contains($"{lane}")))
                {
                    Do(options.RequiredText("do"), options, CancellationToken.None);
                }
            },
        };
    }

    private static TrialOutcome Run(ExperimentSpec spec, TrialContext trial, CancellationToken cancel)
    {
        OptionReader options = spec.Objective.Read("objective");
        int from = trial.Checkpoint is { } checkpoint ? BitConverter.ToInt32(checkpoint.Content.Span) : 0;
        trial.Attributes["parameters"] = 3;
        for (int epoch = trial.FirstEpoch; epoch <= trial.Epochs; epoch++)
        {
            if (from != epoch - 1)
            {
                return TrialOutcome.Failed(FailureKind.UserError, $"went on at epoch {epoch} from a checkpoint of epoch {from}");
            }

            bool isMeant = options.TextList("trials")?.Contains($"{trial.Trial}") != false && trial.Attempt <= (options.Integer("attempts") ?? long.MaxValue);
            if (isMeant && epoch == trial.Epochs && options.Text("do") is { } what)
            {
                Do(what, options, cancel);
            }

            from = epoch;
            if (trial.Report(epoch, ValueOf(trial, epoch)).Kind != VerdictKind.Continue)
            {
                break;
            }
        }

        return TrialOutcome.CompletedWith(new Checkpoint("test/1", BitConverter.GetBytes(from)));
    }

    private static void Do(string what, OptionReader options, CancellationToken cancel)
    {
        if (options.Text("file") is { } file)
        {
            File.WriteAllText($"{file}.part", $"{Environment.ProcessId}");
            File.Move($"{file}.part", file, overwrite: true);
        }

        switch (what)
        {
            case "kill":
                using (Process self = Process.GetCurrentProcess())
                {
                    self.Kill();
                }

                Thread.Sleep(Timeout.Infinite);
                break;
            case "fail-fast":
                Environment.FailFast("the disk is on fire");
                break;
            case "segfault":
                _ = memset(8, 0, 8);
                break;
            case "exit":
                Environment.Exit(3);
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "throw":
                throw new InvalidOperationException("thrown");
            case "allocate":
                _ = new byte[1 << 30];
                break;
            case "print":
                Console.WriteLine("printed");
                Console.Out.Flush();
                _ = puts("printed natively");
                _ = fflush(0);
                cancel.ThrowIfCancellationRequested();
                break;
            case "read":
                Console.In.ReadToEnd();
                break;
            default:
                throw new InvalidOptionException("objective.do", $"{what} is nothing that this objective does");
        }
    }

    [LibraryImport("libc")]
    private static partial nint memset(nint address, int value, nint count);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int puts(string text);

    [LibraryImport("libc")]
    private static partial int fflush(nint stream);
}
