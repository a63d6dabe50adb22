using System.Diagnostics;
using System.Threading.Channels;
using HpoActors.Core.Objectives;

namespace HpoActors.Objectives.Command;

/// <summary>
/// A running program: its reports, its last output, its end. Two tasks read its output, so that it never waits for somebody to read standard error;
/// standard output waits only while hundreds of reports are not yet taken. Its input is empty.
/// </summary>
internal sealed class CommandProcess : IDisposable
{
    private const int ReportsAhead = 256;

    // The output of a program that has ended is read in an instant; longer waits mean that a stranger holds the pipe.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly ProcessTree _tree;
    private readonly CancellationTokenSource _close = new();
    private readonly Channel<ReportLine> _reports =
        Channel.CreateBounded<ReportLine>(new BoundedChannelOptions(ReportsAhead) { SingleReader = true, SingleWriter = true });

    private readonly OutputTail _tail = new();
    private readonly Task _exited;
    private readonly Task _output;
    private readonly Task _errors;
    private Task<bool>? _more;

    private CommandProcess(Process process, string mark, string metric)
    {
        _process = process;
        _tree = ProcessTree.Of(process, mark);
        _exited = process.WaitForExitAsync();
        _output = ReadReportsAsync(process.StandardOutput.BaseStream, metric);
        _errors = ReadAsync(process.StandardError.BaseStream, new LineSplitter((line, _) => _tail.Add(line)), null);
    }

    /// <summary>The exit code of the program, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>The last output in one line.</summary>
    public string Tail => _tail.ToString();

    /// <summary>Starts a program.</summary>
    /// <param name="start">Its file, arguments, environment and working directory.</param>
    /// <param name="metric">The experiment's metric.</param>
    /// <param name="device">The core that it is tied to, where the system does not pass the calling thread's on, or a GPU.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">The system refused.</exception>
    public static CommandProcess Start(ProcessStartInfo start, string metric, Device device)
    {
        string mark = Guid.NewGuid().ToString("N");
        start.Environment["HPO_PROCESS_TREE"] = mark;
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        Process process = Process.Start(start)!;
        process.StandardInput.Dispose();
        if (OperatingSystem.IsWindows() && device.Kind == DeviceKind.Cpu && !process.HasExited)
        {
            process.ProcessorAffinity = (nint)1 << device.Index;
        }

        return new CommandProcess(process, mark, metric);
    }

    /// <summary>Waits for the next report.</summary>
    /// <returns>The report, or null once the program has ended; reports that it left behind are for <see cref="NextLeft"/>.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancel"/> was cancelled.</exception>
    public ReportLine? Next(CancellationToken cancel)
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            if (_reports.Reader.TryRead(out ReportLine? report))
            {
                return report;
            }

            if (_exited.IsCompleted)
            {
                return null;
            }

            Task<bool> more = More();
            if (more.IsCompleted && !more.GetAwaiter().GetResult())
            {
                _exited.Wait(cancel);
                return null;
            }

            Task.WaitAny([more, _exited], cancel);
        }
    }

    /// <summary>Ends what the program is or has left behind; SIGKILL follows SIGTERM after <paramref name="grace"/>.</summary>
    /// <exception cref="IOException">Something could not be killed.</exception>
    public void EndTree(TimeSpan grace)
    {
        _tree.End(grace);
        _exited.Wait();
    }

    /// <summary>After <see cref="EndTree"/>: the next report that was still on its way, or null.</summary>
    public ReportLine? NextLeft()
    {
        while (true)
        {
            if (_reports.Reader.TryRead(out ReportLine? report))
            {
                return report;
            }

            if (!More().Wait(Quiet) || !More().GetAwaiter().GetResult())
            {
                _errors.Wait(Quiet);
                return null;
            }
        }
    }

    /// <summary>No report is wanted any more; the output is still read, so that the program can go on to its end.</summary>
    public void Discard() => _reports.Writer.TryComplete();

    /// <summary>Closes the pipes, and returns when nobody reads any more.</summary>
    public void Dispose()
    {
        Discard();
        _close.Cancel();
        Task.WaitAll(_output, _errors);
        _process.StandardOutput.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
        _close.Dispose();
    }

    // One question at a time, kept until it is answered.
    private Task<bool> More()
    {
        if (_more is null or { IsCompletedSuccessfully: true, Result: true })
        {
            _more = _reports.Reader.WaitToReadAsync().AsTask();
        }

        return _more;
    }

    private async Task ReadReportsAsync(Stream stream, string metric)
    {
        List<ReportLine> found = [];
        LineSplitter lines = new((line, cut) =>
        {
            if (!cut && ReportLine.Parse(line, metric) is { } report)
            {
                found.Add(report);
            }
            else
            {
                _tail.Add(line);
            }
        });
        try
        {
            await ReadAsync(stream, lines, found);
        }
        finally
        {
            _reports.Writer.TryComplete();
        }
    }

    private async Task ReadAsync(Stream stream, LineSplitter lines, List<ReportLine>? found)
    {
        // Off the caller's thread, which is pinned and has the trial to see to.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        byte[] buffer = new byte[16 * 1024];
        try
        {
            int count;
            while ((count = await stream.ReadAsync(buffer, _close.Token)) > 0)
            {
                lines.Add(buffer.AsSpan(0, count));
                await PassOnAsync(found);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed while somebody else still held the other end.
        }

        lines.Finish();
        await PassOnAsync(found);
    }

    private async Task PassOnAsync(List<ReportLine>? found)
    {
        foreach (ReportLine report in found ?? [])
        {
            while (!_reports.Writer.TryWrite(report))
            {
                if (!await _reports.Writer.WaitToWriteAsync())
                {
                    // Nobody wants it.
                    break;
                }
            }
        }

        found?.Clear();
    }
}
