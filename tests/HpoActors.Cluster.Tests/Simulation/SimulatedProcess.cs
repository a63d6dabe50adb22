namespace HpoActors.Cluster.Tests.Simulation;

/// <summary>A process of a simulated cluster: all top-level actors whose names begin with its own, and those below them.</summary>
internal sealed class SimulatedProcess(string node, int number)
{
    private readonly Queue<Action> _held = new();

    /// <summary>The node that it is; one that starts again is another process of the same node.</summary>
    public string Node { get; } = node;

    /// <summary>Its own name.</summary>
    public string Id { get; } = $"{node}+{number}";

    /// <summary>Nothing that it still says counts, and nothing reaches it.</summary>
    public bool IsDead { get; private set; }

    /// <summary>Stopped as by SIGSTOP: what comes waits.</summary>
    public bool IsStopped { get; private set; }

    public bool IsWell => !IsDead && !IsStopped;

    public string ActorNamed(string name) => $"{Id}+{name}";

    public void Die()
    {
        IsDead = true;
        _held.Clear();
    }

    public void Stop() => IsStopped = !IsDead;

    public void GoOn()
    {
        IsStopped = false;
        while (!IsStopped && _held.TryDequeue(out Action? delivery))
        {
            delivery();
        }
    }

    public bool Hold(Action delivery)
    {
        if (IsStopped)
        {
            _held.Enqueue(delivery);
        }

        return IsStopped;
    }
}
