using HpoActors.Core.Experiments;

namespace HpoActors.Core.Schedulers.Rungs;

/// <summary>A trial's result at a rung. Entries are ordered from best to worst: by value, NaN last, and equal ones by trial, the oldest first.</summary>
internal readonly record struct RungEntry(double Value, TrialId Trial) : IComparable<RungEntry>
{
    public int CompareTo(RungEntry other)
    {
        int order = double.IsNaN(Value) || double.IsNaN(other.Value) ? double.IsNaN(Value).CompareTo(double.IsNaN(other.Value)) : Value.CompareTo(other.Value);
        return order != 0 ? order : Trial.CompareTo(other.Trial);
    }
}
