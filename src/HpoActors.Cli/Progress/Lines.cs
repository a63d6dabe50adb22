namespace HpoActors.Cli.Progress;

/// <summary>Takes lines and hands them on at once; <see cref="Progress{T}"/> would do so some time later on another thread.</summary>
internal sealed class Lines(Action<string> take) : IProgress<string>
{
    public void Report(string value) => take(value);
}
