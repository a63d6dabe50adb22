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
    public static HoconBlock Read() =>
        HoconReader.ReadFile(Text(), "reference.conf").Entries.GetValueOrDefault("hpo") is HoconBlock hpo
            && hpo.Entries.GetValueOrDefault("experiment") is HoconBlock experiment
            ? experiment
            : throw new InvalidOperationException("reference.conf has no block hpo.experiment");
}
