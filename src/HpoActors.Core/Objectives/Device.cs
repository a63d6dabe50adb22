namespace HpoActors.Core.Objectives;

/// <summary>What a trainer computes on.</summary>
public enum DeviceKind
{
    /// <summary>One core of the processor.</summary>
    Cpu,

    /// <summary>One NVIDIA GPU.</summary>
    Cuda,
}

/// <summary>One core or one GPU, written <c>cpu:0</c> or <c>cuda:0</c>.</summary>
/// <param name="Kind">Core or GPU.</param>
/// <param name="Index">The operating system's number of the core, or CUDA's of the GPU.</param>
public readonly record struct Device(DeviceKind Kind, int Index)
{
    /// <summary>A core.</summary>
    public static Device Cpu(int index) => new(DeviceKind.Cpu, index);

    /// <summary>A GPU.</summary>
    public static Device Cuda(int index) => new(DeviceKind.Cuda, index);

    /// <summary><c>cpu:0</c>, <c>cuda:1</c>.</summary>
    public override string ToString() => $"{(Kind == DeviceKind.Cpu ? "cpu" : "cuda")}:{Index}";
}
