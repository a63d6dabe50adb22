using System.Numerics;
using System.Text;
using HpoActors.Core.Objectives;
using Newtonsoft.Json;

namespace HpoActors.Objectives.Command;

/// <summary>A line of a program's output that is a JSON object.</summary>
/// <param name="Epoch">What stands behind <c>epoch</c>, NaN where that is no number, or null where it is missing.</param>
/// <param name="Metrics">All other numbers; text and the like are left out.</param>
internal sealed record ReportLine(double? Epoch, Metrics Metrics)
{
    /// <summary>Reads a line, or returns null where it is no JSON object and so belongs to the log.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="metric">The experiment's metric; a null behind it is how some languages write NaN.</param>
    public static ReportLine? Parse(ReadOnlySpan<byte> line, string metric)
    {
        ReadOnlySpan<byte> text = line.Trim(" \t"u8);
        if (text.Length < 2 || text[0] != '{' || text[^1] != '}')
        {
            return null;
        }

        try
        {
            return Read(Encoding.UTF8.GetString(text), metric);
        }
        catch (JsonException)
        {
            // It only looked like an object.
            return null;
        }
    }

    // Newtonsoft's reader, because it takes NaN and Infinity as Python's json.dumps writes them.
    private static ReportLine Read(string text, string metric)
    {
        double? epoch = null;
        Dictionary<string, double> metrics = [];
        using JsonTextReader json = new(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        json.Read();
        while (json.Read() && json.TokenType == JsonToken.PropertyName)
        {
            string name = (string)json.Value!;
            json.Read();
            double? number = json.TokenType switch
            {
                JsonToken.Integer when json.Value is BigInteger large => (double)large,
                JsonToken.Integer => (long)json.Value!,
                JsonToken.Float => (double)json.Value!,
                JsonToken.Null when name == metric => double.NaN,
                _ => null,
            };
            json.Skip();
            if (name == "epoch")
            {
                epoch = number ?? double.NaN;
            }
            else if (number is { } value)
            {
                metrics[name] = value;
            }
        }

        return json.Read() || json.TokenType != JsonToken.EndObject && json.TokenType != JsonToken.None
            ? throw new JsonReaderException("more than one object")
            : new ReportLine(epoch, new Metrics(metrics));
    }
}
