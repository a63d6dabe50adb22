namespace HpoActors.Core.Spaces.Conditions;

/// <summary>The operators of a comparison.</summary>
internal static class Comparison
{
    /// <summary>Two signs before one, as they are read.</summary>
    public static readonly string[] Operators = ["==", "!=", "<=", ">=", "<", ">"];

    public static bool Holds(string op, double left, double right) => op switch
    {
        "==" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => throw new ArgumentOutOfRangeException(nameof(op), op, "unknown operator"),
    };
}
