using HpoActors.Core.Experiments;
using HpoActors.Protocol;

namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A client that follows an experiment: asks for the next facts again and again, whoever is in office, until it is told of the end.</summary>
internal sealed class Follower
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly ClusterSimulation _cluster;
    private readonly string _experiment;
    private readonly string _name;
    private Task<IHpoMessage>? _answer;
    private int _asked;

    /// <param name="cluster">The cluster.</param>
    /// <param name="experiment">The experiment.</param>
    /// <param name="name">Tells followers of an experiment apart.</param>
    public Follower(ClusterSimulation cluster, string experiment, string name = "follow")
    {
        _cluster = cluster;
        _experiment = experiment;
        _name = name;
        Look();
    }

    public string Experiment => _experiment;

    public List<ExperimentEvent> Facts { get; } = [];

    /// <summary>Whether it was told that there are no more.</summary>
    public bool HasEnded { get; private set; }

    private void Look()
    {
        if (_answer is { IsCompletedSuccessfully: true, Result: ClientProtocol.Facts page })
        {
            Facts.AddRange(page.Events);
            HasEnded = page.End is not null;
        }

        if (_answer?.IsCompleted != false)
        {
            _answer = HasEnded ? null : _cluster.Ask($"{_name}-{_experiment}-{++_asked}", request => new ClientProtocol.Follow(_experiment, Facts.Count, request));
        }

        if (!HasEnded)
        {
            _cluster.Simulated.After(Interval, Look);
        }
    }
}
