namespace HpoActors.Torch.Data;

/// <summary>A dataset divided by a <see cref="DataSplit"/>.</summary>
/// <param name="Training">The images to learn from.</param>
/// <param name="Validation">The images that the validation error is measured on.</param>
/// <param name="Test">The images for the best trial's error at the end; null where the split leaves none.</param>
public sealed record DividedDataset(ImageRange Training, ImageRange Validation, ImageRange? Test);
