namespace HpoActors.Core.Experiments;

/// <summary>Who may still go on from which checkpoint: the trial that left it, until it leaves another or ends, and copies that have none of their own yet.</summary>
internal sealed class CheckpointLedger
{
    private readonly Dictionary<CheckpointId, int> _users = [];
    private List<CheckpointId> _unneeded = [];

    /// <summary>Whether anybody may need it.</summary>
    public bool IsNeeded(CheckpointId checkpoint) => _users.ContainsKey(checkpoint);

    /// <summary>A trial goes on from another checkpoint than before, or from none.</summary>
    public void Change(CheckpointId? before, CheckpointId? now)
    {
        if (now is { } used)
        {
            _users[used] = _users.GetValueOrDefault(used) + 1;
        }

        if (before is { } left && --_users[left] == 0)
        {
            _users.Remove(left);
            _unneeded.Add(left);
        }
    }

    /// <summary>Those that nobody uses any more, since this was last asked.</summary>
    public IReadOnlyList<CheckpointId> TakeUnneeded()
    {
        if (_unneeded.Count == 0)
        {
            return [];
        }

        List<CheckpointId> taken = _unneeded;
        _unneeded = [];
        return taken;
    }
}
