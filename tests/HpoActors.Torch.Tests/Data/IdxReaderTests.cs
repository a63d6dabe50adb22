using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class IdxReaderTests
{
    [Fact]
    public void Reads_zipped_and_unzipped_images()
    {
        byte[] plain = Idx.Images(3);

        Assert.Equal(plain[16..], IdxReader.ReadImages("f.gz", Idx.Zip(plain), 3));
        Assert.Equal(plain[16..], IdxReader.ReadImages("f", plain, 3));
    }

    [Fact]
    public void Reads_zipped_and_unzipped_labels()
    {
        byte[] plain = Idx.Labels(25);

        Assert.Equal(plain[8..], IdxReader.ReadLabels("f.gz", Idx.Zip(plain), 25));
        Assert.Equal(plain[8..], IdxReader.ReadLabels("f", plain, 25));
    }

    [Fact]
    public void Refuses_labels_where_images_should_be_and_the_other_way_round()
    {
        AssertBad("magic number is 2049, should be 2051", () => IdxReader.ReadImages("d/f.gz", Idx.Zip(Idx.Labels(3)), 3));
        AssertBad("magic number is 2051, should be 2049", () => IdxReader.ReadLabels("d/f.gz", Idx.Zip(Idx.Images(3)), 3));
    }

    [Fact]
    public void Refuses_wrong_counts_and_sizes()
    {
        AssertBad("number of images is 3, should be 4", () => IdxReader.ReadImages("d/f.gz", Idx.Zip(Idx.Images(3)), 4));
        AssertBad("number of rows is 27, should be 28", () => IdxReader.ReadImages("d/f.gz", Idx.Zip(Idx.Images(3, rows: 27)), 3));
        AssertBad("number of columns is 29", () => IdxReader.ReadImages("d/f.gz", Idx.Zip(Idx.Images(3, columns: 29)), 3));
        AssertBad("number of labels is 3, should be 2", () => IdxReader.ReadLabels("d/f.gz", Idx.Zip(Idx.Labels(3)), 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(15)]
    public void Refuses_an_incomplete_header(int bytes) =>
        AssertBad("header is incomplete", () => IdxReader.ReadImages("d/f", Idx.Images(2)[..bytes], 2));

    [Fact]
    public void Refuses_truncated_data()
    {
        byte[] plain = Idx.Images(2)[..^1];

        AssertBad("truncated: 1567 of 1568 bytes", () => IdxReader.ReadImages("d/f", plain, 2));
        AssertBad("truncated: 1567 of 1568 bytes", () => IdxReader.ReadImages("d/f.gz", Idx.Zip(plain), 2));
    }

    [Fact]
    public void Refuses_bytes_after_the_data()
    {
        byte[] plain = [.. Idx.Labels(5), 1];

        AssertBad("bytes after its 5 labels", () => IdxReader.ReadLabels("d/f", plain, 5));
        AssertBad("bytes after its 5 labels", () => IdxReader.ReadLabels("d/f.gz", Idx.Zip(plain), 5));
    }

    [Fact]
    public void Refuses_bytes_after_the_gzip_data() =>
        AssertBad("d/f.gz", () => IdxReader.ReadLabels("d/f.gz", [.. Idx.Zip(Idx.Labels(5)), 7, 7, 7], 5));

    [Fact]
    public void Refuses_a_gzip_file_cut_anywhere()
    {
        byte[] zipped = Idx.Zip(Idx.Labels(50));
        for (int length = 0; length < zipped.Length; length++)
        {
            AssertBad("d/f.gz", () => IdxReader.ReadLabels("d/f.gz", zipped[..length], 50));
        }
    }

    [Fact]
    public void Refuses_corrupt_gzip_data()
    {
        byte[] zipped = Idx.Zip(Idx.Images(3));
        zipped[zipped.Length / 2] ^= 0xff;

        AssertBad("d/f.gz", () => IdxReader.ReadImages("d/f.gz", zipped, 3));
    }

    [Fact]
    public void Says_so_where_a_file_was_unzipped_and_kept_its_name() =>
        AssertBad("not gzipped", () => IdxReader.ReadLabels("d/f.gz", Idx.Labels(3), 3));

    [Fact]
    public void Refuses_a_label_above_nine()
    {
        byte[] plain = Idx.Labels(5);
        plain[8 + 3] = 10;

        AssertBad("label 10 at position 3", () => IdxReader.ReadLabels("d/f", plain, 5));
    }

    private static void AssertBad(string what, Func<byte[]> read)
    {
        DatasetException error = Assert.Throws<DatasetException>(read);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("d/f", error.Message, StringComparison.Ordinal);
        Assert.Contains("hpo data get", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
