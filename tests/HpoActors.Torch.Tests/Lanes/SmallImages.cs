using HpoActors.Torch.Data;

namespace HpoActors.Torch.Tests.Lanes;

/// <summary>The first synthetic images, few enough for many trainings: 205 to learn from, 41 to validate on, 30 to test.</summary>
internal static class SmallImages
{
    public static DividedDataset Divided { get; } = DataSplits.Apply(DataSplit.Holdout, SyntheticFashion.Generate(246, 30));
}
