namespace HpoActors.Core.Experiments;

/// <summary>A trial's number within its experiment: 0, 1, 2, … in the order of proposal.</summary>
public readonly record struct TrialId(int Value) : IComparable<TrialId>
{
    /// <inheritdoc/>
    public int CompareTo(TrialId other) => Value.CompareTo(other.Value);

    /// <summary>Whether the left trial was proposed before the right one.</summary>
    public static bool operator <(TrialId left, TrialId right) => left.Value < right.Value;

    /// <summary>Whether the left trial was proposed after the right one.</summary>
    public static bool operator >(TrialId left, TrialId right) => left.Value > right.Value;

    /// <summary>Whether the left trial is the right one or was proposed before it.</summary>
    public static bool operator <=(TrialId left, TrialId right) => left.Value <= right.Value;

    /// <summary>Whether the left trial is the right one or was proposed after it.</summary>
    public static bool operator >=(TrialId left, TrialId right) => left.Value >= right.Value;

    /// <summary>The number.</summary>
    public override string ToString() => Value.ToString();
}

/// <summary>One start of a trial on a trainer. Messages and facts of an older attempt than the trial's present one are stale and change nothing.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Attempt">1 for the first start, one more each time it goes on after a pause or is tried again.</param>
public readonly record struct AttemptId(TrialId Trial, int Attempt)
{
    /// <summary><c>trial/attempt</c>.</summary>
    public override string ToString() => $"{Trial}/{Attempt}";
}

/// <summary>A trial's trained state as it was after an epoch.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Epoch">The epoch.</param>
public readonly record struct CheckpointId(TrialId Trial, int Epoch)
{
    /// <summary><c>trial@epoch</c>.</summary>
    public override string ToString() => $"{Trial}@{Epoch}";
}
