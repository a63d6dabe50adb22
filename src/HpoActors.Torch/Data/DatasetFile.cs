namespace HpoActors.Torch.Data;

/// <summary>What an IDX file holds.</summary>
internal enum IdxContent
{
    Images,
    Labels,
}

/// <summary>One published file of a dataset, gzipped or (without its <c>.gz</c>) unzipped, and the sums of both.</summary>
/// <param name="Name">Its published name, which ends in <c>.gz</c>.</param>
/// <param name="Content">Images or labels.</param>
/// <param name="Count">How many images or labels it holds.</param>
/// <param name="Zipped">Length and sum as published.</param>
/// <param name="Unzipped">Length and sum after unzipping.</param>
internal sealed record DatasetFile(string Name, IdxContent Content, int Count, FileSum Zipped, FileSum Unzipped)
{
    /// <summary>Its name after unzipping.</summary>
    public string UnzippedName => Path.GetFileNameWithoutExtension(Name);

    /// <summary>Its path in a directory: the published file if it is there, else the unzipped one, else null.</summary>
    public string? PathIn(string directory)
    {
        string zipped = Path.Combine(directory, Name);
        string unzipped = Path.Combine(directory, UnzippedName);
        return File.Exists(zipped) ? zipped : File.Exists(unzipped) ? unzipped : null;
    }

    /// <summary>The sum that the file at <paramref name="path"/> should have.</summary>
    public FileSum SumOf(string path) => IdxReader.IsZipped(path) ? Zipped : Unzipped;
}

/// <summary>What a file's bytes should be.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
internal sealed record FileSum(long Length, string Sha256);
