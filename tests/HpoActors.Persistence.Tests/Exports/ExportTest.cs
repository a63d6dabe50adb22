using HpoActors.Persistence.Exports;

namespace HpoActors.Persistence.Tests.Exports;

/// <summary>A folder for a test's exports.</summary>
public abstract class ExportTest : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hpo-export-");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string In(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Exports the sample and returns the path.</summary>
    private protected string Export(string format, string name)
    {
        string path = In(name);
        Exporters.Write(format, SampleExperiment.Result, SampleExperiment.Facts, path);
        return path;
    }

    /// <summary>A file beside the tests.</summary>
    private protected static string Golden(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Exports", "Golden", name));
}
