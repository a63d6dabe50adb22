namespace HpoActors.Torch.Tests.Native;

/// <summary>A test of what only Linux does; elsewhere the code under test is never reached.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute() => Skip = OnLinux.Reason;
}

/// <inheritdoc cref="LinuxFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute() => Skip = OnLinux.Reason;
}

internal static class OnLinux
{
    public static string? Reason => OperatingSystem.IsLinux() ? null : "TorchSharp's library is loaded from a private copy on Linux only.";
}
