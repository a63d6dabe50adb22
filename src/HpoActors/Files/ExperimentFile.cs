using Akka.Configuration;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Devices;

namespace HpoActors.Files;

/// <summary>
/// An experiment as a file and flags describe it. Flags win over the file, the file over the defaults in <c>reference.conf</c>; every key is read
/// strictly.
/// </summary>
public sealed class ExperimentFile
{
    private readonly Places _places;

    private ExperimentFile(string path, Places places, ExperimentReader reader, Config nodeSettings)
    {
        Path = path;
        _places = places;
        Spec = reader.Spec(path);
        Notices = reader.Notices;
        Trainers = reader.Trainers;
        TelemetryExporter = reader.Exporter;
        NodeSettings = nodeSettings;
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>The experiment.</summary>
    public ExperimentSpec Spec { get; }

    /// <summary>Lines that the user should see, such as how many earlier results were left out.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Which trainers, as in <c>--trainers</c>: <c>auto</c>, <c>cpu:2</c>, …</summary>
    public string Trainers { get; }

    /// <summary>Where telemetry goes.</summary>
    public TelemetryExporter TelemetryExporter { get; }

    /// <summary>The file's <c>akka</c> and <c>hpo</c> blocks, for the actor system.</summary>
    public Config NodeSettings { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Settings that win over it, in order.</param>
    /// <exception cref="ExperimentFileException">The file cannot be read, or something in it or in the overrides is wrong.</exception>
    public static ExperimentFile Load(string path, params IEnumerable<ExperimentOverride> overrides)
    {
        return Load(path, overrides, []);
    }

    /// <summary>Reads a file that may start from other programs' results.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Settings that win over it, in order.</param>
    /// <param name="formats">What <c>warm-start</c> can read besides documents of <c>hpo run --json</c>.</param>
    /// <exception cref="ExperimentFileException">The file cannot be read, or something in it or in the overrides is wrong.</exception>
    public static ExperimentFile Load(string path, IEnumerable<ExperimentOverride> overrides, IReadOnlyList<IWarmStartFormat> formats)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(overrides);
        ArgumentNullException.ThrowIfNull(formats);
        return Parse(TextFile.Read(path), path, overrides, formats);
    }

    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file's name, for messages and for the experiment's name where the text has none.</param>
    /// <param name="overrides">Settings that win over it, in order.</param>
    /// <exception cref="ExperimentFileException">Something in the text or in the overrides is wrong.</exception>
    public static ExperimentFile Parse(string text, string path, params IEnumerable<ExperimentOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(overrides);
        return Parse(text, path, overrides, []);
    }

    private static ExperimentFile Parse(string text, string path, IEnumerable<ExperimentOverride> overrides, IReadOnlyList<IWarmStartFormat> formats)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new ExperimentFileException(path, null, "is empty; write a block experiment { … }, as in hocon/softmax.conf");
        }

        HoconBlock root = HoconReader.ReadFile(text, path);
        HoconBlock experiment = Experiment(root, path);
        Layers.AddDefaults(experiment, ExperimentDefaults.Read());
        foreach (ExperimentOverride setting in overrides)
        {
            Layers.Override(root, experiment, setting);
        }

        Places places = new(root, path);
        try
        {
            NodeKeys.Check(root);
            return new ExperimentFile(path, places, new ExperimentReader(experiment.ToOptions().Read("experiment"), formats), NodeConfig(root));
        }
        catch (InvalidOptionException e)
        {
            throw places.Locate(e);
        }
    }

    /// <summary>
    /// An error that was found later, such as an objective's about its options, with the line or flag where its key was written.
    /// </summary>
    /// <param name="error">The error; its key is counted from <c>experiment</c> on, such as <c>objective.split</c>.</param>
    public ExperimentFileException Locate(InvalidOptionException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return _places.Locate(error.Under("experiment"));
    }

    /// <summary>The trainers of the file.</summary>
    /// <exception cref="ExperimentFileException">They are not what <c>--trainers</c> takes.</exception>
    public TrainersSpec ParseTrainers()
    {
        try
        {
            return TrainersSpec.Parse(Trainers);
        }
        catch (InvalidOptionException e)
        {
            throw Locate(e);
        }
    }

    private static HoconBlock Experiment(HoconBlock root, string path)
    {
        try
        {
            root.ToOptions().Read("").Only("experiment", "akka", "hpo");
            foreach (string block in root.Entries.Keys)
            {
                root.ToOptions().Read("").RequiredSection(block);
            }

            if (root.Entries.GetValueOrDefault("hpo") is HoconBlock hpo && hpo.Entries.ContainsKey("experiment"))
            {
                throw new InvalidOptionException("hpo.experiment", "stands at the top of an experiment file: experiment { … }");
            }
        }
        catch (InvalidOptionException e)
        {
            throw new Places(root, path).Locate(e);
        }

        return root.Entries.GetValueOrDefault("experiment") as HoconBlock
            ?? throw new ExperimentFileException(path, null, "has no block experiment { … }; see hocon/softmax.conf");
    }

    /// <summary>What a file says about the node, in Akka's own form.</summary>
    internal static Config NodeConfig(HoconBlock root)
    {
        HoconBlock node = new(null);
        foreach ((string key, HoconNode value) in root.Entries.Where(entry => entry.Key != "experiment"))
        {
            node.Entries.Add(key, value);
        }

        return node.Entries.Count == 0 ? Config.Empty : ConfigurationFactory.ParseString(AkkaText.Of(node));
    }
}
