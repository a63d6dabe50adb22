using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

/// <summary>The real files.</summary>
public sealed class FashionMnistTests
{
    [RealDataFact]
    public async Task Loads_with_the_right_counts_labels_and_brightness()
    {
        LoadedDataset loaded = await ImageDatasets.LoadAsync(new DatasetRequest());

        Assert.Equal(("fashion-mnist", FashionMnist.Find(), null), (loaded.Dataset.Name, loaded.Directory, loaded.Notice));
        Assert.Equal((60_000, 10_000), (loaded.Dataset.Train.Count, loaded.Dataset.Test.Count));
        Assert.Equal(60_000 * 784, loaded.Dataset.Train.Pixels.Length);
        Assert.Equal(Enumerable.Range(0, 10).Select(label => ((byte)label, 6_000)), Histogram(loaded.Dataset.Train));
        Assert.Equal(Enumerable.Range(0, 10).Select(label => ((byte)label, 1_000)), Histogram(loaded.Dataset.Test));
        Assert.Equal(72.94, loaded.Dataset.Train.Pixels.Average(pixel => (double)pixel), 0.005);

        // The training file begins with an ankle boot, as its publisher's own examples show.
        Assert.Equal(9, loaded.Dataset.Train.Labels[0]);
    }

    [RealDataFact]
    public void Is_held_once_however_it_is_asked_for()
    {
        LoadedDataset loaded = ImageDatasets.Load(new DatasetRequest());

        Assert.Same(loaded, ImageDatasets.Load(new DatasetRequest { DataDir = FashionMnist.Find(), Fallback = "synthetic" }));
    }

    [RealDataFact]
    public void Verifies()
    {
        IReadOnlyList<DatasetFileCheck> checks = FashionMnist.Verify(FashionMnist.Find()!);

        Assert.Equal(4, checks.Count);
        Assert.All(checks, check => Assert.Equal(DatasetFileStatus.Ok, check.Status));
    }

    [RealDataFact]
    public async Task Loads_the_same_from_unzipped_files()
    {
        using TempDirectory temp = new();
        string directory = FashionMnist.Find()!;
        foreach (DatasetFile file in FashionMnist.Source.Files)
        {
            string path = file.PathIn(directory)!;
            using FileStream stream = File.OpenRead(path);
            using Stream plain = IdxReader.IsZipped(path)
                ? new System.IO.Compression.GZipStream(stream, System.IO.Compression.CompressionMode.Decompress)
                : stream;
            using FileStream copy = File.Create(temp.Combine(file.UnzippedName));
            await plain.CopyToAsync(copy);
        }

        LoadedDataset zipped = await ImageDatasets.LoadAsync(new DatasetRequest());
        DatasetStore store = new(FashionMnist.Source, () => DataEnvironment.Current);
        LoadedDataset unzipped = await store.LoadAsync(new DatasetRequest { DataDir = temp.Path }, null, default);

        Assert.True(zipped.Dataset.Train.Pixels.AsSpan().SequenceEqual(unzipped.Dataset.Train.Pixels));
        Assert.True(zipped.Dataset.Test.Labels.AsSpan().SequenceEqual(unzipped.Dataset.Test.Labels));
    }

    [Fact]
    public void Mirrors_are_addresses_that_a_file_name_can_follow() =>
        Assert.All(FashionMnist.Source.Mirrors, mirror => Assert.EndsWith("/", mirror.AbsoluteUri, StringComparison.Ordinal));

    private static IEnumerable<(byte Label, int Count)> Histogram(ImageSet set) =>
        set.Labels.CountBy(label => label).OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value));
}
