namespace HpoActors.Core.Spaces;

/// <summary>
/// Where a value lies when a hyperparameter's prior is spread evenly over [0, 1]: one of finitely many values owns a cell of its share of the prior's
/// mass, a real number is a point.
/// </summary>
/// <param name="Low">The share of the prior's mass below the value.</param>
/// <param name="High">The share up to it and with it, at least <paramref name="Low"/>.</param>
public readonly record struct UnitCell(double Low, double High)
{
    /// <summary>The cell's middle, which <see cref="Hyperparameter.FromUnit"/> turns back into the value.</summary>
    public double Middle => Low + ((High - Low) / 2);

    /// <summary>The value's share of the prior's mass, 0 for a real number.</summary>
    public double Width => High - Low;

    /// <summary>The cell number <paramref name="index"/> of <paramref name="count"/> equal ones.</summary>
    internal static UnitCell Of(long index, long count) => new((double)index / count, (index + 1.0) / count);
}
