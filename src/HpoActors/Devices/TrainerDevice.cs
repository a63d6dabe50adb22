using HpoActors.Core.Objectives;

namespace HpoActors.Devices;

/// <summary>One trainer of a node: the core or GPU that it has to itself, and how many lanes it may fuse.</summary>
/// <param name="Device">The core or GPU.</param>
/// <param name="Lanes">The most lanes at a time, or null where the objective chooses.</param>
public readonly record struct TrainerDevice(Device Device, int? Lanes)
{
    /// <summary><c>cpu:0</c> or <c>cpu:0/32</c>.</summary>
    public override string ToString() => Lanes is { } lanes ? $"{Device}/{lanes}" : $"{Device}";
}
