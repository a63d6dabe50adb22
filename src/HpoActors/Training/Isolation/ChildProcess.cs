using System.Diagnostics;

namespace HpoActors.Training.Isolation;

/// <summary>The node's side of a trainer's process: starts it, reads from it on a thread of its own, and sees it end.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MostErrors = 20;
    private static readonly TimeSpan LastWords = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestDying = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly Frames _frames;
    private readonly Task _errorReader;
    private readonly Queue<string> _errors = new();
    private readonly long _kernelKills = ChildEnd.KernelKills();
    private readonly Timer _kill;
    private volatile string? _problem;

    private ChildProcess(Process process, IReadOnlyList<string> program, Action<string> onError)
    {
        _process = process;
        Program = string.Join(' ', program);
        _frames = new Frames(process.StandardOutput.BaseStream, process.StandardInput.BaseStream);
        _kill = new Timer(_ => Kill());
        _errorReader = Task.Run(() => ReadErrorsAsync(onError));
    }

    /// <summary>The program as it was started.</summary>
    public string Program { get; }

    /// <summary>Whether it said that it is a trainer's process.</summary>
    public bool IsReady { get; set; }

    /// <summary>Whether a job got anywhere in it.</summary>
    public bool HasDoneWork { get; set; }

    /// <summary>The experiments that it knows.</summary>
    public HashSet<string> Open { get; } = [];

    /// <summary>What it says that is no message, or null.</summary>
    public string? Problem => _problem;

    /// <summary>Starts it. The calling thread has to live as long as the process, which ends with it.</summary>
    /// <param name="program">The program and its arguments.</param>
    /// <param name="name">The trainer's name.</param>
    /// <param name="onMessage">Takes what it says, from a thread of its own; null when it is gone.</param>
    /// <param name="onError">Takes each line of its standard error.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program, or it may not be run.</exception>
    public static ChildProcess Start(
        IReadOnlyList<string> program, string name, Action<ChildProcess, (object Message, ReadOnlyMemory<byte> Blob)?> onMessage, Action<string> onError)
    {
        ProcessStartInfo start = new(program[0], program.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        ChildProcess child = new(Process.Start(start)!, program, onError);
        new Thread(() => child.Read(onMessage)) { IsBackground = true, Name = $"hpo {name} pipe" }.Start();
        return child;
    }

    /// <summary>Says something; what nobody hears any more is lost, and its end is told soon.</summary>
    public void Say(object message, ReadOnlyMemory<byte> blob = default)
    {
        try
        {
            _frames.Write(message, blob);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The reader meets the end of its pipe.
        }
    }

    /// <summary>Lets it end by itself: there is no more to do.</summary>
    public void Stop()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already.
        }
    }

    /// <summary>Ends it and all that it started, unless it ends by itself before; an infinite time takes that back.</summary>
    public void KillAfter(TimeSpan time)
    {
        try
        {
            _kill.Change(time, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // It has ended.
        }
    }

    /// <summary>Waits for its end, which is near: its pipe has ended.</summary>
    public ChildEnd AwaitEnd()
    {
        _process.WaitForExit(Timeout.InfiniteTimeSpan);
        _errorReader.Wait(LastWords);
        lock (_errors)
        {
            return new ChildEnd(_process.ExitCode, [.. _errors], ChildEnd.KernelKills() > _kernelKills);
        }
    }

    public void Dispose()
    {
        _kill.Dispose();
        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception exception) when (exception is InvalidOperationException or System.ComponentModel.Win32Exception or AggregateException)
        {
            // It has ended meanwhile.
        }
    }

    private void Read(Action<ChildProcess, (object Message, ReadOnlyMemory<byte> Blob)?> onMessage)
    {
        try
        {
            while (_frames.Read() is { } said)
            {
                onMessage(this, said);
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or ObjectDisposedException)
        {
            _problem = exception.Message;
        }

        // Its pipe ends with it; who says nonsense is ended.
        KillAfter(_problem is null ? LongestDying : TimeSpan.Zero);
        onMessage(this, null);
    }

    private async Task ReadErrorsAsync(Action<string> onError)
    {
        StreamReader errors = _process.StandardError;
        while (await NextAsync(errors).ConfigureAwait(false) is { } line)
        {
            lock (_errors)
            {
                if (_errors.Count == MostErrors)
                {
                    _errors.Dequeue();
                }

                _errors.Enqueue(line);
            }

            onError(line);
        }
    }

    // Programs that it started may hold its standard error open for longer than anybody here reads it.
    private static async Task<string?> NextAsync(StreamReader errors)
    {
        try
        {
            return await errors.ReadLineAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            return null;
        }
    }
}
