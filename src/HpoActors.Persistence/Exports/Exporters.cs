using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Persistence.Exports.Optuna;
using HpoActors.Persistence.Exports.Tables;
using HpoActors.Persistence.Exports.TensorBoard;

namespace HpoActors.Persistence.Exports;

/// <summary>
/// Writes experiments for other programs. Formats: <c>csv</c> and <c>parquet</c>, a row a trial (and, into a folder, a row a report beside); <c>json</c>, the document of
/// <c>hpo run --record</c>; <c>tensorboard</c>, a folder of event files; <c>optuna</c>, an SQLite file that Optuna opens as its storage.
/// </summary>
/// <remarks>Numbers keep every bit, but for TensorBoard, whose scalars are of single precision. The same experiment gives the same bytes. Times are UTC.</remarks>
public static class Exporters
{
    private static readonly IExporter[] All = [new CsvExporter(), new JsonExporter(), new ParquetExporter(), new TensorBoardExporter(), new OptunaExporter()];

    /// <summary>The formats' names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(exporter => exporter.Name)];

    /// <summary>Writes an experiment. What exists is never written over, and a write that fails leaves nothing behind.</summary>
    /// <param name="format">One of <see cref="Names"/>.</param>
    /// <param name="result">The experiment's result, or how it stands.</param>
    /// <param name="facts">All its facts in order: when trials reported and ended is in them alone.</param>
    /// <param name="path">
    /// The file; for <c>tensorboard</c> the folder. For <c>csv</c> and <c>parquet</c> either: a folder that exists, or a path that ends in a separator, takes
    /// <c>trials.*</c> and <c>reports.*</c>.
    /// </param>
    /// <exception cref="InvalidOptionException">There is no such format.</exception>
    /// <exception cref="IOException">The output exists or cannot be written; the message is one line.</exception>
    public static void Write(string format, ExperimentResult result, IReadOnlyList<ExperimentEvent> facts, string path)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Find(format).Write(new ExportedExperiment(result, facts), path);
    }

    /// <summary>Checks a format's name.</summary>
    /// <exception cref="InvalidOptionException">There is no such format; the error says the nearest.</exception>
    public static void Require(string format) => Find(format);

    private static IExporter Find(string format)
    {
        ArgumentNullException.ThrowIfNull(format);
        return All.FirstOrDefault(exporter => exporter.Name == format)
            ?? throw new InvalidOptionException("--format", $"must be one of {string.Join(", ", Names)} (is {format}){Nearest.Hint(format, Names)}");
    }
}
