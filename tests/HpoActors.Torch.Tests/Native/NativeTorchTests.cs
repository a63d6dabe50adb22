using System.Runtime.InteropServices;
using HpoActors.Torch.Native;

namespace HpoActors.Torch.Tests.Native;

public sealed class NativeTorchTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    public void Dispose() => _temp.Dispose();

    [LinuxFact]
    public void A_patched_copy_loads_from_the_cache()
    {
        TorchRuntime.EnsureLoaded();
        string cache = _temp.Combine("cache");

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, TorchSharpLibrary.Bytes(), cache);

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

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, TorchSharpLibrary.Bytes(), cache);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
        Assert.Equal(TorchSharpLibrary.Bytes().Length, new FileInfo(copy).Length);
    }

    [LinuxFact]
    public void Without_a_writable_cache_a_temporary_copy_is_loaded_and_removed()
    {
        TorchRuntime.EnsureLoaded();
        string file = _temp.Combine("file");
        File.WriteAllText(file, "no directory can be made below a file, whoever asks");

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, TorchSharpLibrary.Bytes(), Path.Combine(file, "cache"));

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
        Assert.Equal([file], Directory.GetFileSystemEntries(_temp.Path));

        // A mapping tells that its file is gone.
        string root = Path.Combine(Path.GetTempPath(), "hpoactors-");
        string[] temporary = [.. File.ReadLines("/proc/self/maps").Where(mapping =>
            mapping.Contains(root, StringComparison.Ordinal) && !mapping.Contains("/cache/", StringComparison.Ordinal))];
        Assert.NotEmpty(temporary);
        Assert.All(temporary, mapping => Assert.EndsWith("(deleted)", mapping, StringComparison.Ordinal));
    }

    [LinuxFact]
    public void A_user_without_a_home_gets_a_temporary_copy()
    {
        TorchRuntime.EnsureLoaded();

        nint handle = NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, TorchSharpLibrary.Bytes(), cacheDirectory: null);

        Assert.True(NativeLibrary.TryGetExport(handle, "THSTensor_ones", out _));
    }

    [LinuxTheory]
    [InlineData(0)]
    [InlineData(5_000)]
    [InlineData(1_900_000)]
    public void An_original_cut_short_is_named_in_one_line_and_never_reaches_the_loader(int length)
    {
        // The loader would map what is not there and take the process down.
        string library = Write(TorchSharpLibrary.Bytes()[..length]);

        var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.Load(library, [], _temp.Combine("cache")));

        Assert.Contains(library, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.IsType<InvalidDataException>(error.InnerException);
        Assert.False(Directory.Exists(_temp.Combine("cache")));
    }

    [LinuxFact]
    public void A_library_refused_for_another_reason_keeps_the_loaders_words()
    {
        // The loader takes one kind of machine only; 0xffff is none.
        byte[] foreign = TorchSharpLibrary.Bytes();
        foreign.AsSpan(18, 2).Fill(0xff);
        string library = Write(foreign);

        var error = Assert.Throws<TorchUnavailableException>(() => NativeTorch.Load(library, [], _temp.Combine("cache")));

        Assert.Contains(library, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(TorchSharpLibrary.Version, error.Message, StringComparison.Ordinal);
        Assert.IsType<DllNotFoundException>(error.InnerException);
    }

    [LinuxFact]
    public void A_copy_that_loads_nowhere_names_both_attempts()
    {
        byte[] foreign = TorchSharpLibrary.Bytes();
        foreign.AsSpan(18, 2).Fill(0xff);

        var error = Assert.Throws<TorchUnavailableException>(
            () => NativeTorch.LoadPatched(TorchSharpLibrary.FullPath, foreign, _temp.Combine("cache")));

        Assert.Contains("XDG_CACHE_HOME", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Equal(2, Assert.IsType<AggregateException>(error.InnerException).InnerExceptions.Count);
    }

    [LinuxFact]
    public void A_damaged_libtorch_is_named()
    {
        string libtorch = _temp.Combine("libc10.so");
        File.WriteAllText(libtorch, "not a library");

        var error = Assert.Throws<TorchUnavailableException>(
            () => NativeTorch.Load(TorchSharpLibrary.FullPath, [_temp.Path], _temp.Combine("cache")));

        Assert.Contains(libtorch, error.Message, StringComparison.Ordinal);
    }

    private string Write(byte[] library)
    {
        string path = _temp.Combine(TorchSharpLibrary.FileName);
        File.WriteAllBytes(path, library);
        return path;
    }
}
