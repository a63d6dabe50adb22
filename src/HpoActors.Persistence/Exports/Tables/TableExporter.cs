namespace HpoActors.Persistence.Exports.Tables;

/// <summary>Writes the trials as one file; into a folder the reports beside them.</summary>
internal abstract class TableExporter : IExporter
{
    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public void Write(ExportedExperiment experiment, string path)
    {
        Table trials = ExperimentTables.Trials(experiment);
        if (!ExportTarget.IsFolder(path))
        {
            ExportTarget.File(path, file => Write(trials, file));
            return;
        }

        Table[] tables = [trials, ExperimentTables.Reports(experiment)];
        string[] files = [.. tables.Select(table => Path.Combine(path, $"{table.Name}.{Name}"))];
        foreach (string file in files)
        {
            ExportTarget.RefuseExisting(file);
        }

        Directory.CreateDirectory(path);
        foreach ((Table table, string file) in tables.Zip(files))
        {
            ExportTarget.File(file, partial => Write(table, partial));
        }
    }

    /// <summary>Writes a table as a file.</summary>
    protected abstract void Write(Table table, string file);
}
