using Parquet;
using Parquet.Schema;

namespace HpoActors.Persistence.Exports.Tables;

/// <summary>Apache Parquet: the same tables with typed columns, all of which may be null but the trials' and epochs' numbers; times in microseconds, UTC.</summary>
internal sealed class ParquetExporter : TableExporter
{
    // Readers skip and stream by groups; a group is held in memory.
    private const int GroupRows = 100_000;

    public override string Name => "parquet";

    protected override void Write(Table table, string file) => WriteAsync(table, file).GetAwaiter().GetResult();

    private static async Task WriteAsync(Table table, string file)
    {
        DataField[] fields = [.. table.Columns.Select(Field)];
        FileStream stream = File.Create(file);
        await using (stream.ConfigureAwait(false))
        {
            ParquetWriter writer = await ParquetWriter.CreateAsync(new ParquetSchema(fields), stream).ConfigureAwait(false);
            await using (writer.ConfigureAwait(false))
            {
                int first = 0;
                do
                {
                    int count = Math.Min(GroupRows, table.Rows - first);
                    using ParquetRowGroupWriter group = writer.CreateRowGroup();
                    for (int i = 0; i < fields.Length; i++)
                    {
                        await WriteAsync(group, fields[i], table.Columns[i].Kind, table.Columns[i].Values.AsMemory(first, count)).ConfigureAwait(false);
                    }

                    group.CompleteValidate();
                    first += count;
                }
                while (first < table.Rows);
            }
        }
    }

    private static DataField Field(Column column) => column.Kind switch
    {
        ColumnKind.Integer => new DataField<long?>(column.Name),
        ColumnKind.Number => new DataField<double?>(column.Name),
        ColumnKind.Flag => new DataField<bool?>(column.Name),
        ColumnKind.Time => new DateTimeDataField(column.Name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros, isNullable: true),
        _ => new DataField<string>(column.Name),
    };

    private static Task WriteAsync(ParquetRowGroupWriter group, DataField field, ColumnKind kind, ReadOnlyMemory<object?> values) => kind switch
    {
        ColumnKind.Integer => group.WriteAsync<long>(field, Typed<long>(values)),
        ColumnKind.Number => group.WriteAsync<double>(field, Typed<double>(values)),
        ColumnKind.Flag => group.WriteAsync<bool>(field, Typed<bool>(values)),
        ColumnKind.Time => group.WriteAsync<DateTime>(field, Typed<DateTime>(values)),
        _ => group.WriteAsync(field, Array.ConvertAll(values.ToArray(), value => (string?)value)!),
    };

    private static ReadOnlyMemory<T?> Typed<T>(ReadOnlyMemory<object?> values)
        where T : struct => Array.ConvertAll(values.ToArray(), value => (T?)value);
}
