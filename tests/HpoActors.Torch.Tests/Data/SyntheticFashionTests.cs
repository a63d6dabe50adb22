using System.Security.Cryptography;
using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Data;

public sealed class SyntheticFashionTests
{
    [Fact]
    public void Has_the_shape_of_Fashion_MNIST_and_balanced_classes()
    {
        ImageDataset dataset = SyntheticFashion.Generate();

        Assert.Equal((60_000, 10_000), (dataset.Train.Count, dataset.Test.Count));
        Assert.All(dataset.Train.Labels.CountBy(label => label), pair => Assert.Equal(6_000, pair.Value));
        Assert.All(dataset.Test.Labels.CountBy(label => label), pair => Assert.Equal(1_000, pair.Value));
        Assert.Equal(10, dataset.Test.Labels.Distinct().Count());
    }

    [Fact]
    public void Is_the_same_on_every_machine_and_for_ever()
    {
        ImageDataset dataset = SyntheticFashion.Generate(1_000, 500);

        // A change of these sums changes the data under results that people have: it wants a new name for the dataset.
        Assert.Equal("9de61494700edf77a1900c1d5958ab648bb2d5ed6c4d130043ae418d8e70bd95", Sum(dataset.Train));
        Assert.Equal("b92e2dae2a29a06ba618eefe1e3d68e7884c39fa15bf7787f8fbbdea25283543", Sum(dataset.Test));
    }

    [Fact]
    public void The_first_images_do_not_depend_on_how_many_there_are()
    {
        ImageDataset few = SyntheticFashion.Generate(20, 10);
        ImageDataset more = SyntheticFashion.Generate(50, 30);

        Assert.Equal(few.Train.Pixels, more.Train.Pixels[..few.Train.Pixels.Length]);
        Assert.Equal(few.Test.Pixels, more.Test.Pixels[..few.Test.Pixels.Length]);
    }

    [Fact]
    public void No_image_occurs_twice()
    {
        ImageDataset dataset = SyntheticFashion.Generate(2_000, 1_000);
        string[] images = [.. dataset.Train.Pixels.Chunk(784).Concat(dataset.Test.Pixels.Chunk(784)).Select(Convert.ToHexString)];

        Assert.Equal(3_000, images.Distinct().Count());
    }

    [Fact]
    public void Can_be_learned_but_not_perfectly_and_the_learning_rate_matters()
    {
        ImageDataset dataset = SyntheticFashion.Generate(6_000, 2_000);

        // One image at a time is worth about sixteen steps of a batch of sixteen: rates here are sixteen times smaller.
        double good = PlainSoftmax.TestError(dataset, 0.1f / 16, epochs: 3);
        double low = PlainSoftmax.TestError(dataset, 1e-4f / 16, epochs: 3);

        Assert.InRange(good, 0.15, 0.35);
        Assert.InRange(low, good + 0.1, 0.8);
    }

    private static string Sum(ImageSet set) => Convert.ToHexStringLower(SHA256.HashData([.. set.Pixels, .. set.Labels]));
}
