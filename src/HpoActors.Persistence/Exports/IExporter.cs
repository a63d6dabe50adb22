namespace HpoActors.Persistence.Exports;

/// <summary>Writes an experiment in one format.</summary>
internal interface IExporter
{
    /// <summary>The format's name, as in <c>--format</c>.</summary>
    string Name { get; }

    /// <summary>Writes it.</summary>
    /// <param name="experiment">What to write.</param>
    /// <param name="path">Where; nothing of it exists yet when it is an <see cref="ExportTarget"/>'s turn.</param>
    /// <exception cref="IOException">It exists, or cannot be written; the message is one line.</exception>
    void Write(ExportedExperiment experiment, string path);
}
