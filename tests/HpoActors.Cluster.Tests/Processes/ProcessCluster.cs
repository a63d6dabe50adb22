using System.Diagnostics;
using System.Text.RegularExpressions;
using Akka.Configuration;
using HpoActors.Cluster.Clients;
using HpoActors.Cluster.Nodes;
using HpoActors.Core.Experiments;
using HpoActors.Persistence;
using HpoActors.Protocol;
using HpoActors.Stores;
using Xunit.Abstractions;

namespace HpoActors.Cluster.Tests.Processes;

/// <summary>A cluster of real processes, with the files that it needs, and a client in the test itself. Ends all that it started.</summary>
internal sealed partial class ProcessCluster : IAsyncDisposable
{
    /// <summary>The longest wait for anything: far above what it takes, for machines that have other work.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private const int Epochs = 2;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly ITestOutputHelper _output;
    private readonly string _folder = Directory.CreateTempSubdirectory("hpo-cluster-").FullName;
    private readonly SortedDictionary<string, (Place Place, int Port)> _coordinators = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, NodeProcess> _nodes = new(StringComparer.Ordinal);
    private readonly List<NodeProcess> _all = [];
    private readonly string? _certificates;
    private readonly Place _here;
    private readonly IExperimentStore _facts;
    private ClusterClient? _client;

    /// <param name="output">Takes what the nodes said.</param>
    /// <param name="store">The store's URL, or null for a SQLite file.</param>
    /// <param name="here">Where the test itself and its commands are.</param>
    /// <param name="coordinators">Where the coordinators are; they are called c1, c2, …</param>
    /// <param name="certificates">A folder with the certificates node.pfx and ca.crt that all nodes use, or null.</param>
    public ProcessCluster(ITestOutputHelper output, string? store, Place here, IEnumerable<Place> coordinators, string? certificates = null)
    {
        _output = output;
        Store = store ?? Path.Combine(_folder, "cluster.db");
        _here = here;
        _certificates = certificates;
        foreach (Place place in coordinators)
        {
            _coordinators.Add($"c{_coordinators.Count + 1}", (place, place.FreePort()));
        }

        _facts = ExperimentStores.Open(Store);
    }

    /// <summary>While this file is there a trial's epoch takes two seconds more, so that an experiment lasts as long as its faults.</summary>
    private string SlowFile => Path.Combine(_folder, "slow");

    /// <summary>The store's file or URL.</summary>
    public string Store { get; }

    public NodeProcess this[string node] => _nodes[node];

    public IEnumerable<string> Coordinators => _coordinators.Keys;

    public void StartCoordinator(string name)
    {
        (Place place, int port) = _coordinators[name];
        Start(name, place, $"""
            role = coordinator
            listen = "{place.Host}:{port}"
            store = "{Store}"
            """);
    }

    public void StartCoordinators()
    {
        foreach (string name in Coordinators)
        {
            StartCoordinator(name);
        }
    }

    /// <summary>Starts a trainer node with one core; nodes share the machine's first, which suffices for trials that sleep.</summary>
    public void StartTrainer(string name, Place place) => Start(name, place, $"""
        role = trainer
        listen = "{place.Host}:0"
        trainers = "cpu:1"
        """);

    /// <summary>Has the cluster run an experiment, by <c>hpo run --cluster</c> in a process of its own.</summary>
    public NodeProcess Run(string experiment, int trials, double epochSeconds)
    {
        string file = Write($"{experiment}.conf", FormattableString.Invariant($$"""
            experiment {
              name = {{experiment}}
              metric = value
              searcher = random
              budget { trials = {{trials}}, epochs = {{Epochs}} }

              # A lost lease costs an attempt. Here it is about counting, not about patience: no trial fails because a machine stalls or a cut lasts.
              max-attempts = 50
              space { x { type = float, min = 0, max = 1 } }
              objective {
                type = command
                command = ["sh", "-c", "for e in $(seq $HPO_FIRST_EPOCH $HPO_EPOCHS); do [ -e '{{SlowFile}}' ] && sleep 2; sleep {{epochSeconds}}; : > \"$HPO_CHECKPOINT_DIR/$e\"; echo \"{\\\"epoch\\\": $e, \\\"value\\\": $1}\"; done", "trial", "{x}"]
              }
            }
            """));
        NodeProcess run = NodeProcess.Start($"hpo run {experiment}", _folder, _here.Namespace, "run", file, "--cluster", Client(), "--json", "--quiet");
        _all.Add(run);
        return run;
    }

    public void SlowDown() => File.WriteAllText(SlowFile, "");

    public void SpeedUp() => File.Delete(SlowFile);

    public IReadOnlyList<ExperimentEvent> Facts(string experiment) => _facts.ReadFacts(experiment);

    public StoredExperiment Stored(string experiment) => _facts.Find(experiment)!;

    /// <summary>Asks whoever is in office, until the experiment runs there in a later office than that one.</summary>
    /// <returns>The coordinator's name, and the office.</returns>
    public async Task<(string Coordinator, long Office)> InOfficeAsync(string experiment, long after = 0)
    {
        _client ??= ClusterClient.Start(NodeFile.Load(Client()), ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }"));
        (string, long) found = default;
        await UntilAsync($"{experiment} runs in an office after {after}", async () =>
        {
            ClientProtocol.Status status = await _client.StatusAsync();
            ClientProtocol.ExperimentStatus? there = status.Experiments.FirstOrDefault(e => e.Name == experiment && e.Office > after);
            found = (status.Coordinator, there?.Office ?? 0);
            return there is not null;
        });
        return found;
    }

    /// <summary>Waits until all coordinators are members of the Akka cluster.</summary>
    public Task AllUpAsync() => UntilAsync("all coordinators are up", () =>
        _nodes.Values.SelectMany(node => node.Said).Select(line => BecameUp().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value).Distinct().Count() >= _coordinators.Count);

    public Task EndedAsync(string experiment, int trials) => UntilAsync($"{trials} trials of {experiment} have ended", () =>
        _facts.Find(experiment) is not null && Facts(experiment).OfType<ExperimentEvents.TrialEnded>().Count() >= trials);

    public Task UntilAsync(string what, Func<bool> isSo) => UntilAsync(what, () => Task.FromResult(isSo()));

    public async Task UntilAsync(string what, Func<Task<bool>> isSo)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (!await isSo())
        {
            Assert.True(waited.Elapsed < Limit, $"it did not come about that {what}");
            await Task.Delay(Look);
        }

        Note($"{what}, after {waited.Elapsed.TotalSeconds:0.0} s");
    }

    public void Note(string text) => _output.WriteLine($"{DateTime.Now:HH:mm:ss.f} {text}");

    /// <summary>Which coordinator said that it runs the experiment in which office.</summary>
    public ILookup<long, string> Offices(string experiment) => _all
        .SelectMany(process => process.Said.Select(line => (process.Name, Match: RunsInOffice().Match(line))))
        .Where(said => said.Match.Success && said.Match.Groups[1].Value == experiment)
        .ToLookup(said => long.Parse(said.Match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture), said => said.Name);

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.DisposeAsync();
        }

        foreach (NodeProcess process in _all)
        {
            process.Dispose();
            _output.WriteLine($"---- {process.Name}\n{string.Join('\n', process.Said.Where(line => !Chatter().IsMatch(line)).TakeLast(120))}");
        }

        _facts.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [GeneratedRegex(@"moving node \[.*?(akka[^\s,\]]+).*\] to \[Up\]")]
    private static partial Regex BecameUp();

    [GeneratedRegex(@"experiment (\S+) runs in its office (\d+)$")]
    private static partial Regex RunsInOffice();

    [GeneratedRegex(@"dead letter|Received InitJoin|InitJoinAck|Welcome|Registered cluster JMX")]
    private static partial Regex Chatter();

    private void Start(string name, Place place, string settings)
    {
        string file = Write($"{name}.conf", $$"""
            hpo.cluster {
              name = {{name}}
              coordinators = [{{Addresses}}]
              {{settings.ReplaceLineEndings("\n  ")}}
              {{Tls}}
            }
            hpo.checkpoints { keep = files, directory = "{{_folder}}/checkpoints" }
            """);
        NodeProcess node = NodeProcess.Start(name, _folder, place.Namespace, "node", file, "--verbose");
        _nodes[name] = node;
        _all.Add(node);
    }

    private string Client() => Write("client.conf", $$"""
        hpo.cluster {
          role = client
          listen = "{{_here.Host}}:0"
          coordinators = [{{Addresses}}]
          {{Tls}}
        }
        """);

    private string Addresses => string.Join(", ", _coordinators.Values.Select(at => $"\"{at.Place.Host}:{at.Port}\""));

    private string Tls => _certificates is null ? "" : $$"""tls { certificate = "{{_certificates}}/node.pfx", ca = "{{_certificates}}/ca.crt" }""";

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
