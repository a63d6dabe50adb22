using HpoActors.Results;

namespace HpoActors.Persistence.Tests.Exports;

public sealed class JsonExporterTests : ExportTest
{
    [Fact]
    public void The_document_is_the_golden_one() => Assert.Equal(Golden("sample.json"), File.ReadAllText(Export("json", "out.json")).ReplaceLineEndings("\n"));

    [Fact]
    public void Its_history_is_every_fact() => Assert.Equal(SampleExperiment.Facts, HistoryDocument.Read(File.ReadAllText(Export("json", "out.json"))));
}
