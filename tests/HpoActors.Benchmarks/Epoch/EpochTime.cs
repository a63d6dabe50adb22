namespace HpoActors.Benchmarks.Epoch;

/// <summary>One epoch of one contender.</summary>
/// <param name="Training">Seconds for the training images.</param>
/// <param name="Whole">Seconds with the measurement on the validation images.</param>
/// <param name="ValidationError">The share of validation images that are wrong after it: a contender that learns nothing is not compared with.</param>
internal readonly record struct EpochTime(double Training, double Whole, double ValidationError);
