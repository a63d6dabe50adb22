
namespace HpoActors.Torch.Data;

/// <summary>Turns a download's bytes into lines for the user, one at every tenth of a file.</summary>
internal sealed class DownloadLines(IProgress<string> lines) : IProgress<DownloadProgress>
{
    private string? _file;
    private long _tenth;

    public void Report(DownloadProgress value)
    {
        long tenth = value.TotalBytes == 0 ? 10 : 10 * value.Bytes / value.TotalBytes;
        if (value.File != _file || tenth > _tenth)
        {
            _file = value.File;
            _tenth = tenth;
            lines.Report($"downloading {value.File}: {value.Bytes / 1e6:0.0} of {value.TotalBytes / 1e6:0.0} MB");
        }
    }
}
