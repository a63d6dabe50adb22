using HpoActors.Core.Experiments;
using HpoActors.Results;
using HpoActors.Tests.Protocol;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Tests.Results;

/// <summary>Facts in a document come back to the last bit, each on a line of its own.</summary>
public sealed class HistoryDocumentTests
{
    [Fact]
    public void Every_fact_comes_back_from_a_document_as_it_was()
    {
        string text = new JObject { ["history"] = HistoryDocument.Write(Samples.Events) }.ToString(Formatting.Indented);
        Assert.Equal(Samples.Events.Length + 4, text.Split('\n').Length);
        IReadOnlyList<ExperimentEvent> back = HistoryDocument.Read(text);
        Assert.Equal(Samples.Events, back);
        Assert.Equal(text, new JObject { ["history"] = HistoryDocument.Write(back) }.ToString(Formatting.Indented));
    }

    [Theory]
    [InlineData("""["tomorrow/1", {}]""", "the event 'tomorrow/1' is unknown here")]
    [InlineData("""["reported/1", { "at": 7 }]""", "history[1] is no fact that is known here")]
    [InlineData("17", "history[1] is no fact that is known here")]
    [InlineData("{}", "history[1] is no fact that is known here")]
    public void What_is_no_fact_is_refused_with_its_place(string entry, string problem)
    {
        string first = HistoryDocument.Write(Samples.Events.Take(1))[0].ToString();
        string message = Assert.Throws<FormatException>(() => HistoryDocument.Read($$"""{ "history": [{{first}}, {{entry}}] }""")).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{ "history": {} }""")]
    public void A_document_without_a_history_says_how_to_write_one_that_has_it(string document) =>
        Assert.Contains("write it with hpo run --record", Assert.Throws<FormatException>(() => HistoryDocument.Read(document)).Message, StringComparison.Ordinal);
}
