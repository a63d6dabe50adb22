using System.Runtime.Versioning;
using HpoActors.Torch.Native;

namespace HpoActors.Torch.Tests.Native;

[UnsupportedOSPlatform("windows")]
public sealed class PrivateCopyTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly byte[] Content = [.. Enumerable.Range(0, 100_000).Select(i => (byte)(i * 31))];

    private readonly TempDirectory _temp = new();

    private string Cache => _temp.Combine("cache");

    public void Dispose() => _temp.Dispose();

    [LinuxFact]
    public void A_new_copy_is_the_owners_alone()
    {
        string path = PrivateCopy.Obtain(Cache, "a.so", Content);

        Assert.Equal(Path.Combine(Cache, "a.so"), path);
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Cache));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Cache));
    }

    [LinuxFact]
    public void A_good_copy_is_kept()
    {
        string path = PrivateCopy.Obtain(Cache, "a.so", Content);
        var written = new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, written);

        Assert.Equal(path, PrivateCopy.Obtain(Cache, "a.so", Content));
        Assert.Equal(written, File.GetLastWriteTimeUtc(path));
    }

    [LinuxFact]
    public void One_changed_byte_in_the_copy_is_found_and_repaired()
    {
        string path = PrivateCopy.Obtain(Cache, "a.so", Content);
        byte[] tampered = [.. Content];
        tampered[50_000] ^= 1;
        File.WriteAllBytes(path, tampered);

        Assert.Equal(path, PrivateCopy.Obtain(Cache, "a.so", Content));
        Assert.Equal(Content, File.ReadAllBytes(path));
        Assert.Equal([path], Directory.GetFileSystemEntries(Cache));
    }

    [LinuxFact]
    public void A_process_that_has_the_old_copy_open_keeps_it()
    {
        string path = PrivateCopy.Obtain(Cache, "a.so", [1, 2, 3]);
        using FileStream open = File.OpenRead(path);

        PrivateCopy.Obtain(Cache, "a.so", Content);

        Assert.Equal(3, open.Length);
        Assert.Equal(1, open.ReadByte());
    }

    [LinuxFact]
    public void A_directory_and_a_copy_open_to_others_are_closed()
    {
        string path = PrivateCopy.Obtain(Cache, "a.so", Content);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherWrite);
        File.SetUnixFileMode(Cache, OwnerOnly | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute);

        PrivateCopy.Obtain(Cache, "a.so", Content);

        Assert.Equal(OwnerOnly, File.GetUnixFileMode(Cache));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [LinuxFact]
    public void Eight_writers_at_once_leave_one_whole_file()
    {
        using var start = new Barrier(8);
        var paths = new string[8];
        Thread[] writers = [.. Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            paths[i] = PrivateCopy.Obtain(Cache, "a.so", Content);
        }))];
        Array.ForEach(writers, w => w.Start());
        Array.ForEach(writers, w => w.Join());

        Assert.All(paths, p => Assert.Equal(Path.Combine(Cache, "a.so"), p));
        Assert.Equal(Content, File.ReadAllBytes(paths[0]));
        Assert.Equal([paths[0]], Directory.GetFileSystemEntries(Cache));
    }

    [LinuxFact]
    public void The_name_tells_the_original()
    {
        // The SHA-256 of no bytes at all.
        Assert.Equal("lib-e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855.so", PrivateCopy.NameFor("/x/lib.so", []));
    }

    [LinuxTheory]
    [InlineData("/xdg", "/home/u", "/xdg/hpoactors")]
    [InlineData(null, "/home/u", "/home/u/.cache/hpoactors")]
    [InlineData("", "/home/u", "/home/u/.cache/hpoactors")]
    [InlineData("relative", "/home/u", "/home/u/.cache/hpoactors")]
    [InlineData(null, "", null)]
    public void The_cache_is_where_XDG_puts_it(string? xdgCacheHome, string home, string? expected) =>
        Assert.Equal(expected, PrivateCopy.CacheDirectory(xdgCacheHome, home));
}
