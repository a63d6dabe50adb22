using HpoActors.Core;
using HpoActors.Core.Spaces;

namespace HpoActors.Files;

/// <summary>Reads <c>prior { type = normal, mean = 0.5, sd = 0.1 }</c>.</summary>
internal static class PriorReader
{
    private static readonly Dictionary<string, Func<OptionReader, Prior>> Types = new(StringComparer.Ordinal)
    {
        ["uniform"] = reader => Plain(reader, Prior.Uniform),
        ["log-uniform"] = reader => Plain(reader, Prior.LogUniform),
        ["normal"] = reader => MeanAndSd(reader, Prior.Normal),
        ["log-normal"] = reader => MeanAndSd(reader, Prior.LogNormal),
        ["beta"] = Beta,
    };

    public static Prior? Read(OptionReader? reader) => reader?.Known("type", Types)(reader);

    private static Prior Plain(OptionReader reader, Prior prior)
    {
        reader.Only("type");
        return prior;
    }

    private static Prior MeanAndSd(OptionReader reader, Func<double, double, Prior> create)
    {
        reader.Only("type", "mean", "sd");
        return create(reader.RequiredNumber("mean"), Positive(reader, "sd"));
    }

    private static Prior Beta(OptionReader reader)
    {
        reader.Only("type", "alpha", "beta");
        return Prior.Beta(Positive(reader, "alpha"), Positive(reader, "beta"));
    }

    private static double Positive(OptionReader reader, string key) =>
        reader.RequiredNumber(key) is > 0 and var number ? number : throw reader.Error(key, $"must be above 0 (is {reader.Raw(key)})");
}
