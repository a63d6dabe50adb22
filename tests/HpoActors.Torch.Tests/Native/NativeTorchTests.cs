using System.Runtime.InteropServices;
using HpoActors.Torch.Native;

namespace HpoActors.Torch.Tests.Native;

public sealed class NativeTorchTests : IDisposable
{
    private static readonly Exception Refusal = new DllNotFoundException("advice\nthe loader's words\n");

    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [LinuxFact]
    public void A_patched_copy_loads_from_the_cache()
    {
        TorchRuntime.EnsureLoaded();
        string cache = _temp.Combine("cache");

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, cache, Refusal);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
        string copy = Assert.Single(Directory.GetFiles(cache));
        Assert.Equal(PrivateCopy.NameFor(TorchSharpLibrary.FileName, TorchSharpLibrary.Bytes()), Path.GetFileName(copy));
    }

    [LinuxFact]
    public void A_tampered_copy_is_replaced_before_it_is_loaded()
    {
        TorchRuntime.EnsureLoaded();
        string cache = _temp.Combine("cache");
        string copy = Path.Combine(cache, PrivateCopy.NameFor(TorchSharpLibrary.FileName, TorchSharpLibrary.Bytes()));
        Directory.CreateDirectory(cache);
        File.WriteAllText(copy, "not a library: loading it would fail");

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, cache, Refusal);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
        Assert.Equal(TorchSharpLibrary.Bytes().Length, new FileInfo(copy).Length);
    }

    [LinuxFact]
    public void Without_a_writable_cache_a_temporary_copy_is_loaded_and_removed()
    {
        TorchRuntime.EnsureLoaded();
        string file = _temp.Combine("file");
        File.WriteAllText(file, "no directory can be made below a file, whoever asks");

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, Path.Combine(file, "cache"), Refusal);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
        Assert.Equal([file], Directory.GetFileSystemEntries(_temp.FullPath));
    }

    [LinuxFact]
    public void A_user_without_a_home_gets_a_temporary_copy()
    {
        TorchRuntime.EnsureLoaded();

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, cacheDirectory: null, Refusal);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
    }

    [LinuxFact]
    public void A_damaged_original_is_named_in_one_line()
    {
        string damaged = _temp.Combine("libLibTorchSharp.so");
        File.WriteAllBytes(damaged, TorchSharpLibrary.Bytes()[..5000]);

        var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.LoadPatched(damaged, _temp.Combine("cache"), Refusal));

        Assert.Contains(damaged, error.Message, StringComparison.Ordinal);
        Assert.Contains("cut short", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.False(Directory.Exists(_temp.Combine("cache")));
    }

    [LinuxFact]
    public void A_library_refused_for_another_reason_keeps_the_loaders_words()
    {
        byte[] weak = TorchSharpLibrary.Bytes();
        SymbolVersionNeed.Weaken(weak, TorchSharpLibrary.Version, TorchSharpLibrary.UnusedSymbol);
        string library = _temp.Combine("libLibTorchSharp.so");
        File.WriteAllBytes(library, weak);

        var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.LoadPatched(library, _temp.Combine("cache"), Refusal));

        Assert.Contains(library, error.Message, StringComparison.Ordinal);
        Assert.Contains("the loader's words", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Same(Refusal, error.InnerException);
    }
}
