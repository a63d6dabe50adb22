namespace HpoActors.Files;

/// <summary>The defaults of an experiment: the block <c>hpo.experiment</c> of the embedded <c>reference.conf</c>.</summary>
internal static class ExperimentDefaults
{
    private const string Name = "HpoActors.reference.conf";

    public static string Text()
    {
        using Stream stream = typeof(ExperimentDefaults).Assembly.GetManifestResourceStream(Name)
            ?? throw new InvalidOperationException($"the resource {Name} is missing from this build");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A tree of its own for every caller, who lays a file over it.</summary>
    public static HoconBlock Read() => ReadNode().Entries.GetValueOrDefault("experiment") as HoconBlock
        ?? throw new InvalidOperationException("reference.conf has no block hpo.experiment");

    /// <summary>The whole block <c>hpo</c>.</summary>
    public static HoconBlock ReadNode() => HoconReader.ReadFile(Text(), "reference.conf").Entries.GetValueOrDefault("hpo") as HoconBlock
        ?? throw new InvalidOperationException("reference.conf has no block hpo");
}
