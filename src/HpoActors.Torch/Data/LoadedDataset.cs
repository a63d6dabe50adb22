namespace HpoActors.Torch.Data;

/// <summary>A dataset in memory, and where it came from.</summary>
/// <param name="Dataset">The images.</param>
/// <param name="Directory">The full path of the directory that its files were read from; null for generated data.</param>
/// <param name="Notice">Where the fallback was used, one line that says so and why, to be shown to the user; else null.</param>
public sealed record LoadedDataset(ImageDataset Dataset, string? Directory, string? Notice)
{
    /// <summary>Whether these are the fallback's data and not the ones asked for.</summary>
    public bool IsFallback => Notice is not null;
}
