using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class DatasetFileCheckTests : IDisposable
{
    private readonly TempDirectory _temp = new();

    private string First => _temp.Combine(SmallDataset.First.Name);

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Intact_files_are_ok_zipped_or_not()
    {
        SmallDataset.WriteTo(_temp.Path);
        Assert.Equal("ok", Check().Detail);

        File.Delete(First);
        SmallDataset.WriteTo(_temp.Path, unzipped: true);
        File.Delete(First);
        DatasetFileCheck unzipped = Check();
        Assert.Equal(DatasetFileStatus.Ok, unzipped.Status);
        Assert.Equal(SmallDataset.First.Unzipped.Sha256, unzipped.ActualSha256);
    }

    [Fact]
    public void A_missing_file_is_missing()
    {
        DatasetFileCheck check = Check();

        Assert.Equal((DatasetFileStatus.Missing, First, null), (check.Status, check.Path, check.ActualSha256));
    }

    [Fact]
    public void A_short_file_is_truncated()
    {
        File.WriteAllBytes(First, SmallDataset.FirstBytes[..100]);
        DatasetFileCheck check = Check();

        Assert.Equal(DatasetFileStatus.Truncated, check.Status);
        Assert.Equal($"{First}: truncated: 100 of {SmallDataset.FirstBytes.Length} bytes", check.ToString());
    }

    [Fact]
    public void One_changed_bit_is_altered_and_both_sums_are_told()
    {
        byte[] bytes = [.. SmallDataset.FirstBytes];
        bytes[50] ^= 1;
        File.WriteAllBytes(First, bytes);
        DatasetFileCheck check = Check();

        Assert.Equal(DatasetFileStatus.Altered, check.Status);
        Assert.Equal(SmallDataset.First.Zipped.Sha256, check.ExpectedSha256);
        Assert.NotEqual(check.ExpectedSha256, check.ActualSha256);
        Assert.Contains(check.ActualSha256!, check.Detail, StringComparison.Ordinal);
        Assert.Contains(check.ExpectedSha256, check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_at_the_end_are_altered()
    {
        File.WriteAllBytes(First, [.. SmallDataset.FirstBytes, 0]);

        Assert.Equal(DatasetFileStatus.Altered, Check().Status);
    }

    [Fact]
    public void A_file_in_use_is_unreadable_not_altered()
    {
        SmallDataset.WriteTo(_temp.Path);
        using FileStream held = new(First, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        Assert.Equal(DatasetFileStatus.Unreadable, Check().Status);
    }

    [Fact]
    public void Verify_has_a_result_for_each_of_the_four_files_also_where_the_directory_is_missing()
    {
        IReadOnlyList<DatasetFileCheck> checks = FashionMnist.Verify(_temp.Combine("nowhere"));

        Assert.Equal(4, checks.Count);
        Assert.All(checks, check => Assert.Equal(DatasetFileStatus.Missing, check.Status));
    }

    private DatasetFileCheck Check() => DatasetFileCheck.Of(SmallDataset.First, _temp.Path);
}
