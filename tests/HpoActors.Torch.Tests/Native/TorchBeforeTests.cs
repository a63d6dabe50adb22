using System.Runtime.CompilerServices;

namespace HpoActors.Torch.Tests.Native;

/// <summary>Loads torch before any test, so that no test's result depends on whether an earlier one made a tensor.</summary>
internal static class TorchBeforeTests
{
    [ModuleInitializer]
    internal static void Load() => TorchRuntime.EnsureLoaded();
}
