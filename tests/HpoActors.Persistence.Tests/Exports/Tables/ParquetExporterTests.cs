using Parquet;
using Parquet.Schema;

namespace HpoActors.Persistence.Tests.Exports.Tables;

public sealed class ParquetExporterTests : ExportTest
{
    [Fact]
    public async Task Columns_have_the_types_of_what_they_hold_and_may_be_null()
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(Export("parquet", "out.parquet"));
        Dictionary<string, DataField> fields = reader.Schema.GetDataFields().ToDictionary(field => field.Name);
        Assert.Equal("long double text DateTime", Types("id", "value", "trainer", "started"));
        Assert.Equal("double long text text", Types("param.learning_rate", "param.layers", "param.activation", "param.mixed"));
        Assert.Equal("long bool double double", Types("param.size", "param.nesterov", "param.decay", "metric.training_loss"));
        Assert.All(fields.Values, field => Assert.True(field.IsNullable));

        string Types(params string[] names) => string.Join(' ', names.Select(name => Name(fields[name].ClrType)));
    }

    [Fact]
    public async Task Values_are_read_back_to_the_last_bit()
    {
        await using ParquetReader reader = await ParquetReader.CreateAsync(Export("parquet", "out.parquet"));
        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7], await Read<long>(reader, "id"));
        Assert.Equal([0.1, 0.75, null, 0.1, 0.2, 0.3, null, null], await Read<double>(reader, "value"));
        Assert.Equal([0.1 + 0.2, 0.9, 1e-5, 0.3, 0.4, 0.5, 0.6, 0.7], await Read<double>(reader, "param.learning_rate"));
        Assert.Equal([null, 0.1 / 3, 0.2 / 3, null, 0.4 / 3, 0.5 / 3, null, null], await Read<double>(reader, "param.dropout"));
        Assert.Equal([false, true, false, true, false, true, false, true], await Read<bool>(reader, "param.nesterov"));
        Assert.Equal([7850.0, null, null, null, null, null, null, null], await Read<double>(reader, "attribute.parameters"));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 7, 123, 456, DateTimeKind.Utc), (await Read<DateTime>(reader, "started"))[0]);
        Assert.Null((await Read<DateTime>(reader, "ended"))[4]);

        string?[] mixed = new string?[8];
        await reader.RowGroups[0].ReadAsync(Field(reader, "param.mixed"), mixed.AsMemory()!);
        Assert.Equal<string?[]>(["1", "2", "true", "a, \"b\"", "1", "1", "1", "1"], mixed);
        string?[] failures = new string?[8];
        await reader.RowGroups[0].ReadAsync(Field(reader, "failure_kind"), failures.AsMemory()!);
        Assert.Equal<string?[]>([null, null, "diverged", null, null, null, null, null], failures);
    }

    [Fact]
    public async Task A_folder_takes_the_reports_too()
    {
        string folder = Export("parquet", "out" + Path.DirectorySeparatorChar);
        await using ParquetReader reader = await ParquetReader.CreateAsync(Path.Combine(folder, "reports.parquet"));
        Assert.Equal([0, 0, 0, 1, 2, 2, 3, 3, 3, 4, 5], await Read<long>(reader, "trial"));
        Assert.Equal([0.5, 1.0 / 3, 0.1, 0.75, 0.875, null, 0.5, 0.25, 0.1, 0.2, 0.3], await Read<double>(reader, "metric.validation_error"));
    }

    [Fact]
    public void The_same_experiment_gives_the_same_bytes() =>
        Assert.Equal(File.ReadAllBytes(Export("parquet", "a.parquet")), File.ReadAllBytes(Export("parquet", "b.parquet")));

    private static async Task<T?[]> Read<T>(ParquetReader reader, string column)
        where T : struct
    {
        T?[] values = new T?[reader.RowGroups[0].RowCount];
        await reader.RowGroups[0].ReadAsync(Field(reader, column), values.AsMemory());
        return values;
    }

    private static DataField Field(ParquetReader reader, string column) => reader.Schema.GetDataFields().Single(field => field.Name == column);

    private static string Name(Type type) =>
        type == typeof(long) ? "long" : type == typeof(double) ? "double" : type == typeof(bool) ? "bool" : type == typeof(ReadOnlyMemory<char>) ? "text" : type.Name;
}
