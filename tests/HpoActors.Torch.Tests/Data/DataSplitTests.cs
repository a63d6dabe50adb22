using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class DataSplitTests
{
    [Theory]
    [InlineData("holdout", DataSplit.Holdout)]
    [InlineData("test-as-validation", DataSplit.TestAsValidation)]
    public void Names_are_read_and_written(string name, DataSplit split)
    {
        Assert.Equal(split, DataSplits.Parse(name));
        Assert.Equal(name, DataSplits.NameOf(split));
    }

    [Theory]
    [InlineData("Holdout")]
    [InlineData("")]
    [InlineData("random")]
    public void Other_names_are_errors_that_say_what_is_allowed(string name) =>
        Assert.Equal(
            $"split = {name} is unknown: write holdout or test-as-validation.",
            Assert.Throws<DatasetException>(() => DataSplits.Parse(name)).Message);

    [Fact]
    public void Holdout_takes_the_last_10_000_of_60_000_for_validation()
    {
        ImageDataset dataset = Blank(60_000, 10_000);
        DividedDataset divided = DataSplits.Apply(DataSplit.Holdout, dataset);

        AssertRange(divided.Training, dataset.Train, 0, 50_000);
        AssertRange(divided.Validation, dataset.Train, 50_000, 10_000);
        AssertRange(divided.Test!, dataset.Test, 0, 10_000);
    }

    [Fact]
    public void Test_as_validation_leaves_no_test_set()
    {
        ImageDataset dataset = Blank(60_000, 10_000);
        DividedDataset divided = DataSplits.Apply(DataSplit.TestAsValidation, dataset);

        AssertRange(divided.Training, dataset.Train, 0, 60_000);
        AssertRange(divided.Validation, dataset.Test, 0, 10_000);
        Assert.Null(divided.Test);
    }

    [Fact]
    public void A_range_shows_its_own_pixels_and_labels()
    {
        ImageSet set = SyntheticFashion.Generate(12, 0).Train;
        ImageRange range = new(set, 3, 5);

        Assert.Equal(set.Pixels[(3 * 784)..(8 * 784)], range.Pixels.ToArray());
        Assert.Equal(set.Labels[3..8], range.Labels.ToArray());
    }

    [Fact]
    public void A_range_outside_its_set_is_refused()
    {
        ImageSet set = SyntheticFashion.Generate(12, 0).Train;

        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageRange(set, 8, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageRange(set, -1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageRange(set, 0, -1));
    }

    [Fact]
    public void Pixels_and_labels_that_do_not_belong_together_are_refused() =>
        Assert.Throws<ArgumentException>(() => new ImageSet(new byte[784], new byte[2]));

    private static ImageDataset Blank(int train, int test) =>
        new("blank", new ImageSet(new byte[train * 784], new byte[train]), new ImageSet(new byte[test * 784], new byte[test]));

    private static void AssertRange(ImageRange range, ImageSet source, int start, int count)
    {
        Assert.Same(source, range.Source);
        Assert.Equal((start, count), (range.Start, range.Count));
    }
}
