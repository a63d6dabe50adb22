using Akka.Configuration;
using HpoActors.Cluster.Security;
using HpoActors.Core;
using HpoActors.Files;

namespace HpoActors.Cluster.Nodes;

/// <summary>A node's file: <c>hpo { cluster { … } }</c> with the rest of <c>hpo</c> and <c>akka</c>. Every key is read strictly.</summary>
public sealed class NodeFile
{
    private NodeFile(string path, ClusterSettings cluster, Config settings)
    {
        Path = path;
        Cluster = cluster;
        Settings = settings;
    }

    /// <summary>The file, as it was named.</summary>
    public string Path { get; }

    /// <summary>What the node is for.</summary>
    public NodeRole Role => Cluster.Role;

    internal ClusterSettings Cluster { get; }

    /// <summary>The file's <c>akka</c> and <c>hpo</c> blocks, for the actor system.</summary>
    internal Config Settings { get; }

    /// <summary>Reads a node's file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Settings that win over it, such as <c>hpo.cluster.trainers=cpu:0</c>.</param>
    /// <exception cref="ExperimentFileException">The file cannot be read, or something in it or in the overrides is wrong.</exception>
    /// <exception cref="ClusterException">Its certificates do not go together.</exception>
    public static NodeFile Load(string path, params IEnumerable<ExperimentOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(TextFile.Read(path), path, overrides);
    }

    /// <summary>Reads a node's file from its text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The file's name, for messages and for the paths in it.</param>
    /// <param name="overrides">Settings that win over it.</param>
    /// <exception cref="ExperimentFileException">Something in it or in the overrides is wrong.</exception>
    /// <exception cref="ClusterException">Its certificates do not go together.</exception>
    public static NodeFile Parse(string text, string path, params IEnumerable<ExperimentOverride> overrides)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ArgumentNullException.ThrowIfNull(overrides);
        HoconBlock root = HoconReader.ReadFile(text, path);
        foreach (ExperimentOverride setting in overrides)
        {
            if (!setting.Key.StartsWith("hpo.", StringComparison.Ordinal) && !setting.Key.StartsWith("akka.", StringComparison.Ordinal))
            {
                throw new ExperimentFileException(setting.Label, null, "a node's settings begin with hpo. or akka., such as hpo.cluster.trainers=cpu:0");
            }

            Layers.Override(root, new HoconBlock(null), setting);
        }

        Places places = new(root, path);
        try
        {
            if (root.Entries.ContainsKey("experiment"))
            {
                throw new InvalidOptionException("experiment", "has no place in a node's file; hpo run takes experiments");
            }

            root.ToOptions().Read("").Only("akka", "hpo");
            NodeKeys.Check(root);
            if (root.Entries.GetValueOrDefault("hpo") is not HoconBlock hpo || hpo.Entries.GetValueOrDefault("cluster") is not HoconBlock written)
            {
                throw new ExperimentFileException(path, null, "has no block hpo { cluster { … } }; see hocon/trainer.conf");
            }

            HoconBlock cluster = (HoconBlock)ExperimentDefaults.ReadNode().Entries["cluster"];
            Layers.AddDefaults(written, cluster);
            Config settings = ExperimentFile.NodeConfig(root);
            return new NodeFile(path, Read(written.ToOptions().Read("hpo.cluster"), settings, System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!), settings);
        }
        catch (InvalidOptionException e)
        {
            throw places.Locate(e);
        }
    }

    private static ClusterSettings Read(OptionReader cluster, Config settings, string directory)
    {
        NodeRole role = cluster.OneOf("role", ("coordinator", NodeRole.Coordinator), ("trainer", NodeRole.Trainer), ("client", NodeRole.Client))!.Value;
        HostAndPort listen = HostAndPort.Parse(cluster.RequiredText("listen"), "hpo.cluster.listen");
        HostAndPort[] coordinators = [.. cluster.TextList("coordinators")!.Select((text, i) => HostAndPort.Parse(text, $"hpo.cluster.coordinators[{i}]"))];
        string? publicHost = Filled(cluster.Text("public-host"));
        if (coordinators.Length == 0)
        {
            throw cluster.Error("coordinators", "must name at least one coordinator, such as [\"127.0.0.1:4710\"]");
        }

        HostAndPort reached = listen with { Host = publicHost ?? listen.Host };
        if (role == NodeRole.Coordinator && !coordinators.Contains(reached))
        {
            throw cluster.Error("coordinators", $"must name this coordinator, too: {reached}");
        }

        string? store = Filled(cluster.Text("store"));
        if (role == NodeRole.Coordinator && store is null)
        {
            throw cluster.Error("store", "must say where a coordinator keeps experiments: a file, or postgresql://user:password@host:port/database");
        }

        return new ClusterSettings
        {
            Role = role,
            Name = cluster.RequiredText("name") is { } name and not "auto" ? Named(name, cluster) : $"{Environment.MachineName}:{(listen.Port > 0 ? listen.Port : Environment.ProcessId)}",
            Listen = listen,
            PublicHost = publicHost,
            Coordinators = coordinators,
            Store = store is null || store.Contains("://", StringComparison.Ordinal) ? store : System.IO.Path.GetFullPath(store, directory),
            Trainers = cluster.RequiredText("trainers"),
            Security = ClusterSecurity.Read(settings.GetConfig("hpo.cluster"), directory),
            AnnounceInterval = Positive(cluster, "announce-interval"),
            OfficeTerm = Positive(cluster, "office-term"),
        };
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Named(string name, OptionReader cluster) => name.Length > 0 && !name.Contains('/', StringComparison.Ordinal) && !name.Any(char.IsWhiteSpace)
        ? name
        : throw cluster.Error("name", $"must be auto or a name without blanks and slashes (is '{name}')");

    private static TimeSpan Positive(OptionReader cluster, string key) => cluster.Duration(key) is { } time && time > TimeSpan.Zero
        ? time
        : throw cluster.Error(key, "must be a time above 0, such as 2s");
}
