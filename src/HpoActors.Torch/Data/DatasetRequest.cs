namespace HpoActors.Torch.Data;

/// <summary>Which dataset an experiment wants, and where it may come from.</summary>
public sealed record DatasetRequest
{
    /// <summary>The dataset's name: <c>fashion-mnist</c>, the default, or <c>synthetic</c>, generated data of the same shape.</summary>
    public string Name { get; init; } = FashionMnist.Name;

    /// <summary>
    /// The experiment's <c>data-dir</c>: a directory that must hold the files, itself or in a subfolder with the dataset's name. Null,
    /// the default, or empty: HPO_DATA, then the user's cache directory, then a download into that.
    /// </summary>
    public string? DataDir { get; init; }

    /// <summary>
    /// The experiment's <c>fallback</c> for where the files are neither found nor to be downloaded: <c>synthetic</c>, or
    /// <c>none</c>, which is the same as null, the default, or empty. It hides neither a wrong <see cref="DataDir"/> nor
    /// an altered file.
    /// </summary>
    public string? Fallback { get; init; }

    /// <summary>How to download, if that is needed.</summary>
    public DownloadSettings Download { get; init; } = new();
}
