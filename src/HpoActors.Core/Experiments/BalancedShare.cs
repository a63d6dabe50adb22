namespace HpoActors.Core.Experiments;

/// <summary>
/// What one trainer may take of the work that is left, so that all finish at about the same time: trials as long as it has fewer epochs ahead than its
/// target, the work divided by the trainers. These are ceil((target − its epochs) / epochs of a trial) trials; at least one where it has none, so that
/// somebody always goes on.
/// </summary>
/// <param name="trainers">How many trainers share the work, at least 1.</param>
/// <param name="left">The epochs left in all, those that run included, or null: no end is known and nothing is rationed.</param>
/// <param name="mine">The epochs left of what runs on this trainer.</param>
internal sealed class BalancedShare(int trainers, long? left, long mine)
{
    private long? _left = trainers == 1 ? null : left;
    private long _mine = mine;

    /// <summary>Whether the trainer may take one trial more.</summary>
    public bool HasRoom => _left is not { } all || _mine == 0 || (Int128)_mine * trainers < all;

    /// <summary>The work left turned out to be larger (or, negative, smaller) by this many epochs.</summary>
    public void Add(long epochs) => _left += epochs;

    /// <summary>The trainer took a trial with this many epochs left.</summary>
    public void Take(long epochs) => _mine += epochs;
}
