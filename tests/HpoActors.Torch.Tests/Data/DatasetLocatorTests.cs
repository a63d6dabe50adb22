using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class DatasetLocatorTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    private string Cache => _temp.Combine("cache");

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void The_named_directory_comes_first()
    {
        string named = SmallDataset.WriteTo(_temp.Combine("named"));
        string data = SmallDataset.WriteTo(_temp.Combine("data"));

        Assert.Equal(named, Locate(named, data).Directory);
    }

    [Fact]
    public void HPO_DATA_comes_before_the_cache()
    {
        string data = SmallDataset.WriteTo(_temp.Combine("data"));
        SmallDataset.WriteTo(Path.Combine(Cache, "hpoactors", "fashion-mnist"));

        Assert.Equal(data, Locate(null, data).Directory);
    }

    [Fact]
    public void The_cache_serves_where_HPO_DATA_has_nothing()
    {
        string cached = SmallDataset.WriteTo(Path.Combine(Cache, "hpoactors", "fashion-mnist"));

        Assert.Equal(cached, Locate(null, _temp.Combine("nowhere")).Directory);
        Assert.Equal(cached, Locate("", "").Directory);
    }

    [Fact]
    public void A_subfolder_with_the_datasets_name_is_found()
    {
        string holder = SmallDataset.WriteTo(_temp.Combine("data", "fashion-mnist"));

        Assert.Equal(holder, Locate(null, _temp.Combine("data")).Directory);
        Assert.Equal(holder, Locate(_temp.Combine("data") + Path.DirectorySeparatorChar, null).Directory);
    }

    [Fact]
    public void Unzipped_files_count()
    {
        string holder = SmallDataset.WriteTo(_temp.Combine("data"), unzipped: true);

        Assert.Equal(holder, Locate(null, holder).Directory);
    }

    [Fact]
    public void A_named_directory_that_lacks_a_file_is_an_error_although_HPO_DATA_has_all()
    {
        string data = SmallDataset.WriteTo(_temp.Combine("data"));
        string named = SmallDataset.WriteTo(_temp.Combine("named"));
        File.Delete(Path.Combine(named, "test-labels.gz"));

        string message = Assert.Throws<DatasetUnavailableException>(() => Locate(named, data)).Message;
        Assert.StartsWith($"data-dir = {named} lacks test-labels.gz: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_named_directory_that_is_empty_or_missing_is_an_error_that_says_which()
    {
        string empty = Directory.CreateDirectory(_temp.Combine("empty")).FullName;

        DatasetUnavailableException noFiles = Assert.Throws<DatasetUnavailableException>(() => Locate(empty, null));
        DatasetUnavailableException nowhere = Assert.Throws<DatasetUnavailableException>(() => Locate(_temp.Combine("no"), null));

        Assert.Contains("has no Small-MNIST files", noFiles.Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", nowhere.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_HPO_DATA_lacks_is_kept_for_the_error_that_may_follow()
    {
        DatasetLocation location = Locate(null, _temp.Combine("nowhere"));

        Assert.Null(location.Directory);
        Assert.Equal($"HPO_DATA={_temp.Combine("nowhere")} does not exist; ", location.Missed);
    }

    [Fact]
    public void The_cache_follows_XDG_then_the_home_and_on_Windows_the_local_application_data()
    {
        string xdg = Path.Combine(_temp.Path, "xdg");
        DataEnvironment unix = new(
            name => name == "XDG_CACHE_HOME" ? xdg : null, IsWindows: false, Home: "/home/u", LocalApplicationData: "");

        Assert.Equal(Path.Combine(xdg, "hpoactors"), unix.CacheDirectory);
        Assert.Equal(Path.Combine("/home/u", ".cache", "hpoactors"), (unix with { Variable = _ => null }).CacheDirectory);
        Assert.Equal(Path.Combine("/home/u", ".cache", "hpoactors"), (unix with { Variable = _ => "relative" }).CacheDirectory);
        Assert.Equal(Path.Combine("local", "hpoactors"), (unix with { IsWindows = true, LocalApplicationData = "local" }).CacheDirectory);
        Assert.Null((unix with { Variable = _ => null, Home = "" }).CacheDirectory);
    }

    private DatasetLocation Locate(string? named, string? data) =>
        DatasetLocator.Locate(SmallDataset.Source, named, SmallDataset.Environment(Cache, data));
}
