using Akka.Configuration;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Devices;

namespace HpoActors.Files;

/// <summary>An experiment as a file describes it.</summary>
public sealed record ExperimentFile
{
    private readonly ConfBlock _experiment;

    private ExperimentFile(string path, ConfBlock experiment)
    {
        Path = path;
        _experiment = experiment;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What to run.</summary>
    public required ExperimentSpec Spec { get; init; }

    /// <summary>The trainers to use, as <c>--trainers</c> takes them. Default <c>auto</c>.</summary>
    public required string Trainers { get; init; }

    /// <summary>Where telemetry goes. Default none.</summary>
    public required TelemetryExporter TelemetryExporter { get; init; }

    /// <summary>The file's blocks <c>akka</c> and <c>hpo</c>, for the ActorSystem, or null where it has none.</summary>
    public required Config? NodeSettings { get; init; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Settings that win over it; the last of a key wins.</param>
    /// <exception cref="ExperimentFileException">The file cannot be read, or something in it or in an override is wrong; the message is one line.</exception>
    public static ExperimentFile Load(string path, IEnumerable<OptionOverride>? overrides = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        string text = ReadText(path);
        string name = System.IO.Path.GetFileName(path);
        ConfBlock file = ConfParser.ParseFile(name, text);
        foreach ((string key, ConfNode value) in file.Entries)
        {
            if (key is not ("experiment" or "akka" or "hpo"))
            {
                throw new ExperimentFileException($"{value.Origin}: {key}: unknown key{Nearest.Hint(key, ["experiment"])}; known here: experiment, and akka and hpo for the node");
            }
        }

        if (file["experiment"] is not ConfBlock written)
        {
            throw new ExperimentFileException($"{name}: there is no block 'experiment {{ … }}'; see hocon/softmax.conf for an example");
        }

        foreach (OptionOverride change in overrides ?? [])
        {
            written.Put(change.Key.Split('.'), ConfParser.ParseValue(change.Origin, change.Value));
        }

        ConfBlock experiment = written.Over(Defaults);
        try
        {
            ExperimentReader reader = new(experiment.ToOptionSet().Read("experiment"), System.IO.Path.GetFullPath(path));
            return new ExperimentFile(path, experiment)
            {
                Spec = reader.Spec,
                Trainers = reader.Trainers,
                TelemetryExporter = reader.TelemetryExporter,
                NodeSettings = file["akka"] is null && file["hpo"] is null ? null : ConfigurationFactory.ParseString(text),
            };
        }
        catch (InvalidOptionException problem)
        {
            throw Explain(experiment, problem);
        }
    }

    /// <summary>A problem with one of the experiment's settings as an error that names the file and the line, or the flag.</summary>
    public ExperimentFileException Explain(InvalidOptionException problem) => Explain(_experiment, problem);

    /// <summary>The trainers of the file.</summary>
    /// <exception cref="ExperimentFileException">They are not what <c>--trainers</c> takes.</exception>
    public TrainersSpec ParseTrainers()
    {
        try
        {
            return TrainersSpec.Parse(Trainers);
        }
        catch (InvalidOptionException problem)
        {
            throw Explain(problem);
        }
    }

    /// <summary>The defaults of experiments: <c>hpo.experiment</c> in reference.conf.</summary>
    internal static ConfBlock Defaults { get; } = ReadDefaults();

    private static ExperimentFileException Explain(ConfBlock experiment, InvalidOptionException problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        const string Root = "experiment.";
        string key = problem.Key.StartsWith(Root, StringComparison.Ordinal) ? problem.Key : Root + problem.Key;
        return new ExperimentFileException($"{experiment.OriginOf(key[Root.Length..])}: {key}: {problem.Problem}", problem);
    }

    private static string ReadText(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw new ExperimentFileException($"{path}: is a directory; name an experiment's file");
            }

            string text = File.ReadAllText(path);
            return text.Contains('\0', StringComparison.Ordinal)
                ? throw new ExperimentFileException($"{path}: is no text; name an experiment's file")
                : text;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ExperimentFileException($"{path}: there is no such file", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ExperimentFileException($"{path}: cannot be read: {exception.Message}", exception);
        }
    }

    private static ConfBlock ReadDefaults()
    {
        using Stream stream = typeof(ExperimentFile).Assembly.GetManifestResourceStream("HpoActors.reference.conf")!;
        using StreamReader reader = new(stream);
        ConfBlock hpo = (ConfBlock)ConfParser.ParseFile("reference.conf", reader.ReadToEnd())["hpo"]!;
        return (ConfBlock)hpo["experiment"]!;
    }
}
