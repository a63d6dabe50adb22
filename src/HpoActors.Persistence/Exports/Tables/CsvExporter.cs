using System.Globalization;
using System.Text;

namespace HpoActors.Persistence.Exports.Tables;

/// <summary>
/// Comma-separated values after RFC 4180: UTF-8, a heading, CRLF; numbers in their shortest form that reads back as the same bits; no value is nothing between the commas,
/// where an empty text is <c>""</c>.
/// </summary>
internal sealed class CsvExporter : TableExporter
{
    public override string Name => "csv";

    protected override void Write(Table table, string file)
    {
        using StreamWriter writer = new(file, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\r\n" };
        writer.WriteLine(string.Join(',', table.Columns.Select(column => Quoted(column.Name))));
        for (int row = 0; row < table.Rows; row++)
        {
            for (int i = 0; i < table.Columns.Count; i++)
            {
                writer.Write(i == 0 ? "" : ",");
                writer.Write(Cell(table.Columns[i].Values[row]));
            }

            writer.WriteLine();
        }
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        string text => text.Length == 0 ? "\"\"" : Quoted(text),
        bool flag => flag ? "true" : "false",
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => ((long)value).ToString(CultureInfo.InvariantCulture),
    };

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") >= 0 || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
