using System.Diagnostics;
using System.Runtime.InteropServices;
using HpoActors.Torch.Native;
using static TorchSharp.torch;

namespace HpoActors.Torch;

/// <summary>Torch's native side: loaded once per process, before the first tensor.</summary>
public static class TorchRuntime
{
    // A Lazy also remembers a failure, as torch itself does: its first use in a process decides.
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>
    /// Loads torch and gives it one thread per operation. Everything in this library that touches a tensor calls it first; a program
    /// that makes tensors itself should do the same. Safe from any thread; after the first call it costs nothing.
    /// <para>
    /// Torch's process-wide numbers of threads are set to 1, intra-op and inter-op, because every trainer is pinned to one core and
    /// parallelism comes from many trainers. Torch takes the inter-op number only once and ends the process at a second attempt:
    /// a program that wants its own sets it before the first call here (it then stays), never after. On macOS it is always left alone.
    /// </para>
    /// <para>
    /// On a Linux whose libstdc++ is older than GCC 13's (Debian 12, Ubuntu 22.04, RHEL 9), TorchSharp's library is loaded from a
    /// private copy in <c>$XDG_CACHE_HOME/hpoactors</c> (default <c>~/.cache/hpoactors</c>), in which one flag is changed so that
    /// the loader accepts it; the copy is checked at each start.
    /// </para>
    /// </summary>
    /// <exception cref="TorchUnavailableException">
    /// Torch cannot be loaded on this machine; every later call throws it again.
    /// </exception>
    public static void EnsureLoaded() => _ = Loaded.Value;

    /// <summary>
    /// How many CUDA devices torch can use; 0 with a CPU build, without a driver, and where torch cannot be loaded at all. It loads
    /// torch and never throws.
    /// </summary>
    public static int CudaDeviceCount
    {
        get
        {
            try
            {
                EnsureLoaded();
                return cuda.is_available() ? cuda.device_count() : 0;
            }
            catch (Exception e) when (e is TorchUnavailableException or ExternalException)
            {
                return 0;
            }
        }
    }

    private static bool Load()
    {
        bool isFirst = !IsInProcess();
        NativeTorch.Load();
        try
        {
            set_num_threads(1);
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException or BadImageFormatException)
        {
            throw new TorchUnavailableException(
                $"TorchSharp cannot load libtorch for {RuntimeInformation.RuntimeIdentifier} from {AppContext.BaseDirectory}; build on "
                + "this platform so that its libtorch package is restored, and on Windows install the Visual C++ runtime.",
                e);
        }

        if (isFirst)
        {
            set_num_interop_threads(1);
        }

        return true;
    }

    // Set twice, the inter-op number ends the process (a C++ exception that nothing catches), and torch does not tell whether it was
    // set. So it is left alone where torch is in use already, and on macOS, where a process cannot list its libraries.
    private static bool IsInProcess()
    {
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsWindows())
        {
            return true;
        }

        using var process = Process.GetCurrentProcess();
        return process.Modules.Cast<ProcessModule>().Any(module => module.ModuleName is "libtorch_cpu.so" or "torch_cpu.dll");
    }
}
