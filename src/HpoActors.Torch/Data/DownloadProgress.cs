namespace HpoActors.Torch.Data;

/// <summary>How far the download of one file is.</summary>
/// <param name="File">The file's name.</param>
/// <param name="Bytes">Bytes on disk so far, those of an earlier, interrupted download included.</param>
/// <param name="TotalBytes">Bytes of the whole file.</param>
public sealed record DownloadProgress(string File, long Bytes, long TotalBytes);
