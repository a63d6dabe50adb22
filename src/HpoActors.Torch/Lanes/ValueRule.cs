using HpoActors.Core.Spaces;

namespace HpoActors.Torch.Lanes;

/// <summary>Which values a model's hyperparameter may have.</summary>
/// <param name="One">What a single value must be, for messages: <c>a number of at least 0</c>.</param>
/// <param name="All">What all values of a space must be: <c>numbers of at least 0</c>.</param>
/// <param name="Holds">Whether a value fits.</param>
internal sealed record ValueRule(string One, string All, Predicate<HyperparameterValue> Holds)
{
    public static ValueRule NotNegative { get; } = new("a number of at least 0", "numbers of at least 0", v => v.IsNumber && v.AsDouble() >= 0);

    /// <summary>[0, 1).</summary>
    public static ValueRule Share { get; } = new("a number from 0 to below 1", "numbers from 0 to below 1", v => v.IsNumber && v.AsDouble() is >= 0 and < 1);

    public static ValueRule Count { get; } = new("a whole number of at least 1", "whole numbers of at least 1", v => IsWhole(v, 1, int.MaxValue));

    public static ValueRule Whole(int least, int most) => new(
        $"a whole number from {least} to {most}", $"whole numbers from {least} to {most}", v => IsWhole(v, least, most));

    public static ValueRule OneOf(params string[] names) => new(
        string.Join(" or ", names), string.Join(" or ", names), v => v.Kind == ValueKind.Text && names.Contains(v.AsText()));

    private static bool IsWhole(HyperparameterValue value, int least, int most) =>
        value.Kind == ValueKind.Int && value.AsInt64() >= least && value.AsInt64() <= most;
}
