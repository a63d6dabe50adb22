using Akka.Actor;
using Akka.Configuration;
using HpoActors.Checkpoints;

namespace HpoActors;

/// <summary>Where a trainer runs its trials.</summary>
public enum TrainerIsolation
{
    /// <summary>On a thread of the node's process.</summary>
    None,

    /// <summary>In a process of the trainer's own: a trial that crashes it, or takes all memory, costs an attempt and not the node.</summary>
    Process,
}

/// <summary>The settings of a node, from <c>hpo { … }</c> of the ActorSystem's configuration; <c>reference.conf</c> documents each and holds the defaults.</summary>
public sealed record HpoSettings
{
    /// <summary>How long an assignment holds without a heartbeat. Default 15 s.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>How often trainers renew their leases and send again what was not acknowledged. Default 5 s.</summary>
    public required TimeSpan HeartbeatInterval { get; init; }

    /// <summary>How long a cancelled attempt's thread may take to come back before it is abandoned and replaced. Default 10 s.</summary>
    public required TimeSpan AbandonAfter { get; init; }

    /// <summary>How long trainers may take to hand their trials back, with checkpoints, when the experiment is interrupted or the node leaves. Default 10 s.</summary>
    public required TimeSpan HandBackLimit { get; init; }

    /// <summary>Where trainers run their trials. Default: in the node's own process.</summary>
    public TrainerIsolation Isolation { get; init; }

    /// <summary>The program and its arguments that a trainer's process is, or null (default) for the node's own program once more; see <see cref="TrainerProcess"/>.</summary>
    public IReadOnlyList<string>? IsolationProgram { get; init; }

    /// <summary>How many trials a trainer has at hand where trials take under a millisecond. Default 512.</summary>
    public required int Credit { get; init; }

    /// <summary>How many lanes a core takes until a session says how many pay, where the experiment leaves it open. Default 8.</summary>
    public required int CpuLanes { get; init; }

    /// <summary>How many lanes a GPU takes until a session says how many pay, where the experiment leaves it open. Default 64.</summary>
    public required int CudaLanes { get; init; }

    /// <summary>The directory in which the checkpoints of paused trials are kept in files, or null (default): then they are kept in memory.</summary>
    public string? CheckpointDirectory { get; init; }

    /// <summary>How long the measurement of the best trial's model may take. Default 10 min.</summary>
    public required TimeSpan TestTimeout { get; init; }

    /// <summary>How long a searcher that stopped by an error stays away at first, where its journal keeps facts; doubled each time in a row. Default 1 s.</summary>
    public required TimeSpan SearcherBackoff { get; init; }

    /// <summary>The longest that it stays away. Default 30 s.</summary>
    public required TimeSpan MostSearcherBackoff { get; init; }

    /// <summary>How often in a row, without a fact written in between, it is started again before the experiment has failed. Default 5; 0 for never.</summary>
    public required int SearcherRestarts { get; init; }

    /// <summary>The configuration path of the journal that keeps an experiment's facts. Default <c>hpo.journal.forgetting</c>.</summary>
    public required string JournalPlugin { get; init; }

    /// <summary>The configuration path of the snapshot store beside it. Default <c>hpo.snapshot-store.forgetting</c>.</summary>
    public required string SnapshotStorePlugin { get; init; }

    internal bool KeepsFacts => JournalPlugin != "hpo.journal.forgetting";

    /// <summary>The defaults of this package.</summary>
    public static Config DefaultConfig() => ConfigurationFactory.FromResource<HpoSettings>("HpoActors.reference.conf");

    /// <summary>The settings of a system.</summary>
    /// <exception cref="ConfigurationException">A value is out of range; the message names the key.</exception>
    public static HpoSettings Create(ActorSystem system)
    {
        ArgumentNullException.ThrowIfNull(system);
        Config config = system.Settings.Config.GetConfig("hpo");
        HpoSettings settings = new()
        {
            Lease = Positive(config, "trainer.lease"),
            HeartbeatInterval = Positive(config, "trainer.heartbeat-interval"),
            AbandonAfter = Positive(config, "trainer.abandon-after"),
            HandBackLimit = Positive(config, "trainer.hand-back-limit"),
            Isolation = config.GetString("trainer.isolation") switch
            {
                "none" => TrainerIsolation.None,
                "process" => TrainerIsolation.Process,
                string other => throw new ConfigurationException($"hpo.trainer.isolation must be none or process (is {other})"),
            },
            IsolationProgram = IsolationProgramOf(config),
            Credit = AtLeast(1, config, "trainer.credit"),
            CpuLanes = AtLeast(1, config, "trainer.cpu-lanes"),
            CudaLanes = AtLeast(1, config, "trainer.cuda-lanes"),
            TestTimeout = Positive(config, "test-timeout"),
            SearcherBackoff = Positive(config, "searcher-restart.backoff"),
            MostSearcherBackoff = Positive(config, "searcher-restart.most-backoff"),
            SearcherRestarts = AtLeast(0, config, "searcher-restart.in-a-row"),
            JournalPlugin = Plugin(system, "journal"),
            SnapshotStorePlugin = Plugin(system, "snapshot-store"),
            CheckpointDirectory = CheckpointDirectoryOf(config),
        };
        return settings.HeartbeatInterval < settings.Lease
            ? settings
            : throw new ConfigurationException($"hpo.trainer.heartbeat-interval ({settings.HeartbeatInterval}) must be shorter than hpo.trainer.lease ({settings.Lease})");
    }

    private static string Plugin(ActorSystem system, string kind)
    {
        Config config = system.Settings.Config;
        string path = config.GetString($"hpo.{kind}.plugin");
        return config.HasPath($"{path}.class")
            ? path
            : throw new ConfigurationException($"hpo.{kind}.plugin names {path}, where there is no block with a class; write the path of a plugin, such as hpo.{kind}.forgetting");
    }

    private static string? CheckpointDirectoryOf(Config config)
    {
        string directory = config.GetString("checkpoints.directory");
        return config.GetString("checkpoints.keep") switch
        {
            "memory" => null,
            "files" when directory.Length == 0 => throw new ConfigurationException("hpo.checkpoints.directory must be auto or a path (is empty)"),
            "files" => directory == "auto" ? FolderOwner.Temporary : Path.GetFullPath(directory),
            string other => throw new ConfigurationException($"hpo.checkpoints.keep must be memory or files (is {other})"),
        };
    }

    private static IReadOnlyList<string>? IsolationProgramOf(Config config)
    {
        const string Key = "trainer.isolation-program";
        Akka.Configuration.Hocon.HoconValue value = config.GetValue(Key);
        return value.IsString() && value.GetString() == "auto" ? null
            : value.IsArray() && config.GetStringList(Key) is { Count: > 0 } program ? [.. program]
            : throw new ConfigurationException($"hpo.{Key} must be auto or a list with a program and its arguments, such as [\"my-host\", \"trainer-process\"]");
    }

    private static int AtLeast(int least, Config config, string key)
    {
        int value = config.GetInt(key);
        return value >= least ? value : throw new ConfigurationException($"hpo.{key} must be at least {least} (is {value})");
    }

    private static TimeSpan Positive(Config config, string key)
    {
        TimeSpan value = config.GetTimeSpan(key);
        return value > TimeSpan.Zero ? value : throw new ConfigurationException($"hpo.{key} must be a time above 0, such as 5s (is {config.GetString(key)})");
    }
}
