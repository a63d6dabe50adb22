using System.Text.Json;
using HpoActors.Benchmarks.Rivals;
using HpoActors.Torch.Data;

namespace HpoActors.Benchmarks.Epoch;

/// <summary>The plain PyTorch loop, in a process of its own on the same core; it gets the very same images.</summary>
internal sealed class PyTorch : IDisposable
{
    private static readonly string[] FastBlas = ["openblas", "blis", "mkl", "atlas"];

    private readonly PythonRival _rival;

    private PyTorch(PythonRival rival) => _rival = rival;

    /// <summary>Its version and its matrix library.</summary>
    public string Description => $"{Field("version")}, BLAS: {Field("blas")}";

    /// <summary>Whether it has Netlib's reference library, which is several times slower than what people use.</summary>
    public bool HasSlowBlas => Field("blas").Contains("libblas", StringComparison.Ordinal) && !FastBlas.Any(Field("blas").Contains);

    /// <summary>Starts it, or says what is missing.</summary>
    public static PyTorch? Start(string python, ImageDataset dataset, int core, out string missing)
    {
        using PeerImages images = new(dataset);

        // It has read the files when it is ready.
        PythonRival? rival = PythonRival.Start(
            python, "pytorch_epoch.py", out missing,
            "--data", images.Directory, "--core", $"{core}", "--batch-size", $"{SoftmaxJob.BatchSize}", "--learning-rate", $"{SoftmaxJob.LearningRate}");
        return rival is null ? null : new PyTorch(rival);
    }

    public EpochTime Epoch()
    {
        JsonElement round = _rival.Round();
        return new EpochTime(
            round.GetProperty("training_seconds").GetDouble(), round.GetProperty("epoch_seconds").GetDouble(), round.GetProperty("validation_error").GetDouble());
    }

    public void Dispose() => _rival.Dispose();

    private string Field(string name) => _rival.Description.GetProperty(name).GetString()!;
}
