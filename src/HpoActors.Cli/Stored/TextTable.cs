namespace HpoActors.Cli.Stored;

/// <summary>Lays cells out in columns, two blanks apart.</summary>
internal static class TextTable
{
    /// <param name="rows">Cells by row; the heading first.</param>
    /// <param name="left">The columns that stand to the left, such as names; numbers stand to the right.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string[]> rows, params int[] left)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(i => rows.Max(row => row[i].Length))];
        return rows.Select(row => ("  " + string.Join("  ", row.Select((cell, i) => left.Contains(i) ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i])))).TrimEnd());
    }
}
