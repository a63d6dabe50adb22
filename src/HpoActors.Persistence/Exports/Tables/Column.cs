namespace HpoActors.Persistence.Exports.Tables;

/// <summary>What a column holds.</summary>
internal enum ColumnKind
{
    /// <summary><see cref="long"/>.</summary>
    Integer,

    /// <summary><see cref="double"/>, always finite.</summary>
    Number,

    /// <summary><see cref="bool"/>.</summary>
    Flag,

    /// <summary><see cref="string"/>.</summary>
    Text,

    /// <summary><see cref="DateTime"/>, UTC.</summary>
    Time,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Values">A value for each row; null where there is none.</param>
internal sealed record Column(string Name, ColumnKind Kind, object?[] Values);

/// <summary>A table: columns of one length.</summary>
/// <param name="Name">What a row is, in the plural: <c>trials</c>.</param>
/// <param name="Columns">The columns in order, no two of one name.</param>
internal sealed record Table(string Name, IReadOnlyList<Column> Columns)
{
    /// <summary>The number of rows.</summary>
    public int Rows => Columns[0].Values.Length;
}
