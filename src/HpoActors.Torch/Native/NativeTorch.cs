using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace HpoActors.Torch.Native;

/// <summary>
/// Loads TorchSharp's native library where the system's loader refuses it. The build of TorchSharp 0.107 needs GLIBCXX_3.4.32 (GCC 13)
/// although no code in it uses that version; Debian 12, Ubuntu 22.04 and RHEL 9 have an older libstdc++. There a private copy, in which
/// the need is marked weak, is loaded instead.
/// </summary>
internal static class NativeTorch
{
    private const string Library = "libLibTorchSharp.so";
    private const string Version = "GLIBCXX_3.4.32";

    // GCC 13's <iostream> names it so that an older libstdc++ is refused; it emits no reference to it.
    private const string UnusedSymbol = "_ZSt21ios_base_library_initv";

    // Dependencies before dependents. With CUDA, libtorch.so itself brings libtorch_cuda.so from its own folder.
    private static readonly string[] LibTorch = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    private static readonly Lazy<nint> Handle = new(LoadOnce);

    /// <summary>
    /// Loads the native library on Linux, once per process; elsewhere leaves it to TorchSharp. It touches no static state of TorchSharp,
    /// whose first use can fail only once per process and, before it fails, copies all of libtorch.
    /// </summary>
    /// <returns>The library's handle, or 0 where TorchSharp loads it.</returns>
    /// <exception cref="TorchUnavailableException">The library is missing or cannot be loaded.</exception>
    public static nint Load() => Handle.Value;

    /// <summary>Loads TorchSharp's library, or a private copy of it where the loader refuses it for the version alone.</summary>
    /// <param name="original">The full path of TorchSharp's library.</param>
    /// <param name="directories">Where libtorch is looked for before the loader looks in its own places.</param>
    /// <param name="cacheDirectory">Where the copy is kept; where that is null or fails, a folder that is deleted at once is used.</param>
    /// <returns>The library's handle.</returns>
    /// <exception cref="TorchUnavailableException">The library or libtorch is damaged or missing, or no copy can be loaded.</exception>
    public static nint Load(string original, IReadOnlyList<string> directories, string? cacheDirectory)
    {
        byte[] bytes = ReadWhole(original);
        LoadLibTorch(directories);
        try
        {
            // The loader's own verdict, not a guess from versions: it alone knows which libstdc++ this process has.
            return NativeLibrary.Load(original);
        }
        catch (Exception refusal) when (IsRefusal(refusal))
        {
            // The loader names the version in every language.
            return refusal.Message.Contains(Version, StringComparison.Ordinal)
                ? LoadPatched(original, bytes, cacheDirectory)
                : throw Unloadable(original, refusal);
        }
    }

    /// <summary>Loads a copy of the library that does not need <c>GLIBCXX_3.4.32</c>.</summary>
    /// <param name="original">The full path of TorchSharp's library.</param>
    /// <param name="bytes">Its content, which is changed.</param>
    /// <param name="cacheDirectory">As for <see cref="Load(string, IReadOnlyList{string}, string)"/>.</param>
    /// <returns>The copy's handle.</returns>
    /// <exception cref="TorchUnavailableException">The library uses the version, or no copy can be written or loaded.</exception>
    public static nint LoadPatched(string original, byte[] bytes, string? cacheDirectory)
    {
        string name = PrivateCopy.NameFor(original, bytes);
        try
        {
            SymbolVersionNeed.Weaken(bytes, Version, UnusedSymbol);
        }
        catch (InvalidDataException e)
        {
            throw Unusable(original, e, "install GCC 13's libstdc++");
        }

        List<Exception> failures = [];
        if (cacheDirectory is not null)
        {
            try
            {
                return NativeLibrary.Load(PrivateCopy.Obtain(cacheDirectory, name, bytes));
            }
            catch (Exception e) when (IsLoadFailure(e))
            {
                failures.Add(e);
            }
        }

        try
        {
            return LoadFromTemp(name, bytes);
        }
        catch (Exception e) when (IsLoadFailure(e))
        {
            failures.Add(e);
        }

        throw new TorchUnavailableException(
            $"TorchSharp's library {original} needs {Version}, newer than this system's libstdc++, and a private copy without that need "
            + $"cannot be loaded: {OneLine(failures[^1])}; set XDG_CACHE_HOME to a folder that you can write to and run programs from, see "
            + "that this build's libtorch lies beside the library (another version does not fit), or install GCC 13's libstdc++.",
            new AggregateException(failures));
    }

#pragma warning disable CA2255 // A module initializer in a library: this one only waits for a lookup that has already failed.
    /// <summary>
    /// Gives the same copy to a program that uses TorchSharp by itself before anything here has called <see cref="Load()"/>.
    /// </summary>
    [ModuleInitializer]
    internal static void OfferToTorchSharp() =>
        (AssemblyLoadContext.GetLoadContext(typeof(NativeTorch).Assembly) ?? AssemblyLoadContext.Default).ResolvingUnmanagedDll +=
            (_, name) => name == "LibTorchSharp" ? Load() : 0;
#pragma warning restore CA2255

    private static nint LoadOnce()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        IReadOnlyList<string> directories = NativeFiles.Directories();
        if (NativeFiles.Find(Library, directories) is not { } original)
        {
            // Its bare name: LD_LIBRARY_PATH, or a copy that the program has loaded before.
            return NativeLibrary.TryLoad(Library, out nint elsewhere)
                ? elsewhere
                : throw new TorchUnavailableException(
                    $"{Library} was not found in {string.Join(", ", directories)}, nor by the system's loader; build or publish for "
                    + "linux-x64, the Linux that TorchSharp supports, or put the library's folder on LD_LIBRARY_PATH.");
        }

        string? cache = PrivateCopy.CacheDirectory(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME"),
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile));
        return Load(original, directories, cache);
    }

    // Damage must be found before the loader sees it.
    private static byte[] ReadWhole(string original)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(original);
            _ = new ElfImage(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw Unusable(original, e, "restore the packages again (dotnet restore --force, then build)");
        }
    }

    // The original finds libtorch through its own folder, which a copy elsewhere does not have: but the loader takes a library that is
    // already in the process by its name. What is not beside the original stays to the loader (LD_LIBRARY_PATH).
    private static void LoadLibTorch(IReadOnlyList<string> directories)
    {
        foreach (string name in LibTorch)
        {
            if (NativeFiles.Find(name, directories) is { } path)
            {
                try
                {
                    NativeLibrary.Load(path);
                }
                catch (Exception e) when (IsRefusal(e))
                {
                    throw Unloadable(path, e);
                }
            }
        }
    }

    // A library stays mapped after its file is gone.
    private static nint LoadFromTemp(string name, byte[] bytes)
    {
        string directory = Directory.CreateTempSubdirectory("hpoactors-").FullName;
        try
        {
            return NativeLibrary.Load(PrivateCopy.Obtain(directory, name, bytes));
        }
        finally
        {
            try
            {
                Directory.Delete(directory, recursive: true);
            }
            catch (IOException)
            {
                // A network file system keeps a mapped file: a leftover in a temp folder must not undo a load that succeeded.
            }
        }
    }

    // A copy that was written but not loaded counts too: the folder's file system may forbid execution (noexec).
    private static bool IsLoadFailure(Exception e) => e is IOException or UnauthorizedAccessException || IsRefusal(e);

    private static bool IsRefusal(Exception e) => e is DllNotFoundException or BadImageFormatException;

    private static TorchUnavailableException Unusable(string original, Exception cause, string remedy) =>
        new($"TorchSharp's library {original} cannot be used: {OneLine(cause)}; {remedy}.", cause);

    private static TorchUnavailableException Unloadable(string path, Exception cause) =>
        new(
            $"The native library {path} cannot be loaded: {OneLine(cause)}; see that this build's libtorch (package "
            + "libtorch-cpu-linux-x64 or TorchSharp-cuda-linux) lies beside it or on LD_LIBRARY_PATH.",
            cause);

    // .NET's message is several lines of advice; the loader's own words are the last.
    private static string OneLine(Exception e) =>
        e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1].TrimEnd('.');
}
