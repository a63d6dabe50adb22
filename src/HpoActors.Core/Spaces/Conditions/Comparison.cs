namespace HpoActors.Core.Spaces.Conditions;

/// <summary>The operators of a comparison.</summary>
internal static class Comparison
{
    /// <summary>Two signs before one, as they are read.</summary>
    public static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    /// <summary>Whether the operator asks which of two values comes first.</summary>
    public static bool IsOrder(string op) => op is not ("==" or "!=");

    public static Func<double, double, bool> Of(string op) => op switch
    {
        "==" => static (left, right) => left == right,
        "!=" => static (left, right) => left != right,
        "<" => static (left, right) => left < right,
        "<=" => static (left, right) => left <= right,
        ">" => static (left, right) => left > right,
        ">=" => static (left, right) => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "unknown operator"),
    };
}
