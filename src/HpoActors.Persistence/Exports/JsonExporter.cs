using HpoActors.Results;

namespace HpoActors.Persistence.Exports;

/// <summary>The document of <c>hpo run --record</c>: results with every fact, from which <c>hpo simulate</c> replays the experiment.</summary>
internal sealed class JsonExporter : IExporter
{
    public string Name => "json";

    public void Write(ExportedExperiment experiment, string path) =>
        ExportTarget.File(path, file => File.WriteAllText(file, ResultDocument.Write(experiment.Result, experiment.Facts) + "\n"));
}
