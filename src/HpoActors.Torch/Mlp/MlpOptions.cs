using System.Globalization;
using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Torch.Lanes;

namespace HpoActors.Torch.Mlp;

/// <summary>
/// The options of the <c>mlp</c> objective, as an experiment's <c>objective { … }</c> block gives them. Each hyperparameter but <c>epochs</c> may stand there
/// too, with hyphens (<c>learning-rate</c>, <c>units-1</c>): its value for configurations that do not have it.
/// </summary>
internal sealed record MlpOptions : ImageOptions
{
    /// <summary>The most hidden layers.</summary>
    public const int MostLayers = 6;

    private static readonly ModelRules Rules = new("mlp",
    [
        ("learning_rate", ValueRule.NotNegative),
        ("batch_size", ValueRule.Count),
        ("epochs", ValueRule.Count),
        ("momentum", ValueRule.NotNegative),
        ("weight_decay", ValueRule.NotNegative),
        ("dropout", ValueRule.Share),
        ("activation", ValueRule.OneOf("tanh", "relu")),
        ("units", ValueRule.Count),
        ("layers", ValueRule.Whole(1, MostLayers)),
        .. Enumerable.Range(1, MostLayers).Select(layer => (UnitsOf(layer), ValueRule.Count)),
    ]);

    private static readonly Configuration Usual = new(
    [
        new("learning_rate", HyperparameterValue.Of(0.1)),
        new("momentum", HyperparameterValue.Of(0.0)),
        new("weight_decay", HyperparameterValue.Of(0.0)),
        new("dropout", HyperparameterValue.Of(0.0)),
        new("activation", HyperparameterValue.Of("relu")),
        new("units", HyperparameterValue.Of(64L)),
        new("layers", HyperparameterValue.Of(2L)),
    ]);

    // What the block says of hyperparameters.
    private readonly Configuration _given;

    private MlpOptions(OptionReader reader)
        : base(reader, batchSize: 32)
    {
        List<KeyValuePair<string, HyperparameterValue>> given = [new("batch_size", HyperparameterValue.Of((long)BatchSize))];
        foreach ((string name, ValueRule rule) in Rules.Hyperparameters.Where(h => h.Name is not ("batch_size" or "epochs")))
        {
            string key = name.Replace('_', '-');
            if (reader.Text(key) is { } text)
            {
                HyperparameterValue value = HyperparameterValue.Parse(text);
                given.Add(new(name, rule.Holds(value) ? value : throw reader.Error(key, $"must be {rule.One} (is '{text}')")));
            }
        }

        _given = new Configuration(given);
    }

    /// <summary>Reads them strictly, and checks the space.</summary>
    /// <exception cref="InvalidOptionException">An option is wrong or unknown, or the space has a hyperparameter that the model does not.</exception>
    public static MlpOptions Read(ExperimentSpec spec)
    {
        OptionReader reader = spec.Objective.Read("objective");
        MlpOptions options = new(reader);
        reader.RejectUnknown();
        Rules.Check(spec);
        return options;
    }

    /// <summary>A hyperparameter's value: the configuration's, else the options', else the default.</summary>
    public HyperparameterValue Of(Configuration configuration, string name) =>
        configuration.TryGet(name, out HyperparameterValue value) || _given.TryGet(name, out value) ? value : Usual[name];

    /// <summary>The units of a hidden layer, the first is 1: its own, else those of all.</summary>
    public int Units(Configuration configuration, int layer)
    {
        string own = UnitsOf(layer);
        return checked((int)Of(configuration, configuration.Contains(own) || _given.Contains(own) ? own : "units").AsInt64());
    }

    /// <summary>How a trial learns.</summary>
    public LaneSettings SettingsOf(Configuration configuration) => new(
        Of(configuration, "learning_rate").AsDouble(),
        Of(configuration, "momentum").AsDouble(),
        Of(configuration, "weight_decay").AsDouble(),
        Of(configuration, "dropout").AsDouble());

    private static string UnitsOf(int layer) => string.Create(CultureInfo.InvariantCulture, $"units_{layer}");
}
