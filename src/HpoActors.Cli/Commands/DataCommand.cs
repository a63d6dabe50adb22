using System.CommandLine;
using HpoActors.Torch.Data;

namespace HpoActors.Cli.Commands;

/// <summary><c>hpo data get|verify fashion-mnist</c>.</summary>
internal static class DataCommand
{
    public static Command Create(TextWriter output, TextWriter error) => new("data", "fetch and verify datasets")
    {
        Get(output, error),
        Verify(output),
    };

    private static Command Get(TextWriter output, TextWriter error)
    {
        Argument<string> name = Name();
        Option<string?> directory = new("--data-dir") { Description = "where the files go (default: the user's cache directory)" };
        Command command = new("get", "download a dataset, going on where an earlier download stopped") { name, directory };
        command.SetAction(async (parsed, cancel) =>
        {
            using Interruption interruption = new(cancel);
            try
            {
                string where = await FashionMnist.DownloadAsync(parsed.GetValue(directory), new DownloadMeter(error), cancel: interruption.Token);
                await output.WriteLineAsync($"{FashionMnist.Name} is in {where}; verified");
                return ExitCodes.Finished;
            }
            catch (OperationCanceledException)
            {
                await error.WriteLineAsync("hpo: interrupted; the next 'hpo data get' goes on from here");
                return ExitCodes.Interrupted;
            }
        });
        return command;
    }

    private static Command Verify(TextWriter output)
    {
        Argument<string> name = Name();
        Option<string?> directory = new("--data-dir") { Description = "the directory to look in (default: HPO_DATA, then the user's cache directory)" };
        Command command = new("verify", "compare a dataset's files with their SHA-256 sums") { name, directory };
        command.SetAction(parsed =>
        {
            string? where = parsed.GetValue(directory) ?? FashionMnist.Find();
            if (where is null)
            {
                throw new DatasetUnavailableException(
                    $"{FashionMnist.Name} is not on this machine", $"fetch it with 'hpo data get {FashionMnist.Name}', or set HPO_DATA to the directory that has it");
            }

            IReadOnlyList<DatasetFileCheck> checks = FashionMnist.Verify(where);
            output.WriteLine($"{FashionMnist.Name} in {where}");
            foreach (DatasetFileCheck check in checks)
            {
                output.WriteLine($"  {check}");
            }

            return checks.All(check => check.Status == DatasetFileStatus.Ok) ? ExitCodes.Finished : ExitCodes.NoSuccess;
        });
        return command;
    }

    private static Argument<string> Name()
    {
        Argument<string> name = new("dataset") { Description = FashionMnist.Name };
        name.AcceptOnlyFromAmong(FashionMnist.Name);
        return name;
    }

    private sealed class DownloadMeter(TextWriter error) : IProgress<DownloadProgress>
    {
        private string? _file;
        private long _percent = -1;

        public void Report(DownloadProgress value)
        {
            long percent = value.TotalBytes == 0 ? 100 : 100 * value.Bytes / value.TotalBytes;
            if (value.File != _file || percent >= _percent + 10 || (percent == 100 && _percent != 100))
            {
                (_file, _percent) = (value.File, percent);
                error.WriteLine($"{value.File}: {percent} % of {value.TotalBytes / 1e6:0.0} MB");
            }
        }
    }
}
