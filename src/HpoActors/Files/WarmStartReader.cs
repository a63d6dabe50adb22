using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.Files;

/// <summary>
/// Reads <c>warm-start = ["earlier.json"]</c>: documents as <c>hpo run --json</c> prints them, or what an <see cref="IWarmStartFormat"/> makes one of. Their completed trials become known results; those outside the space,
/// as after a range was narrowed, are left out, with a notice that says how many. Results may stand in the file itself, and have to be in the space then:
/// <c>warm-start = [{ configuration { x = 1 }, value = 0.5 }]</c>.
/// </summary>
internal sealed class WarmStartReader
{
    private const string Key = "warm-start";

    private readonly OptionReader _experiment;
    private readonly ExperimentSpec _spec;
    private readonly string _folder;
    private readonly IReadOnlyList<IWarmStartFormat> _formats;
    private readonly List<string> _notices = [];

    /// <param name="experiment">The block with the key.</param>
    /// <param name="spec">What the documents have to fit: space, metric and direction.</param>
    /// <param name="folder">What relative paths are relative to.</param>
    /// <param name="formats">Other programs' formats.</param>
    public WarmStartReader(OptionReader experiment, ExperimentSpec spec, string folder, IReadOnlyList<IWarmStartFormat> formats)
    {
        _experiment = experiment;
        _spec = spec;
        _folder = folder;
        _formats = formats;
    }

    /// <summary>Lines that the user should see.</summary>
    public IReadOnlyList<string> Notices => _notices;

    /// <exception cref="InvalidOptionException">A document cannot be read, is about something else, or has no trial in the space.</exception>
    public KnownResult[] Read() =>
        [.. (_experiment.Raw(Key) as IReadOnlyList<object> ?? throw Wrong(Key)).SelectMany((item, i) => item switch
        {
            string path => Results(path, $"{Key}[{i}]"),
            OptionSet result => [Written(result.Read($"{_experiment.Path}.{Key}[{i}]"))],
            _ => throw Wrong($"{Key}[{i}]"),
        })];

    private KnownResult Written(OptionReader result)
    {
        result.Only("configuration", "value");
        return new KnownResult(PointReader.Configuration(result.RequiredSection("configuration"), _spec.Space), result.RequiredNumber("value"));
    }

    private InvalidOptionException Wrong(string key) =>
        _experiment.Error(key, "must be a list of documents or results, such as [\"earlier.json\"] or [{ configuration { x = 1 }, value = 0.5 }]");

    private List<KnownResult> Results(string path, string key)
    {
        JObject document = Foreign(path, key) ?? Document(path, key);
        if (document["experiment"] is not JObject experiment || document["trials"] is not JArray trials || trials.Any(t => t is not JObject))
        {
            throw _experiment.Error(key, $"{path} is no document of hpo run --json: it has no experiment with trials");
        }

        RequireSameAim(experiment, path, key);
        JObject[] completed = [.. trials.Cast<JObject>().Where(t => (t["state"] as JValue)?.Value as string == "completed")];
        List<KnownResult> results = [];
        string? firstProblem = null;
        foreach (JObject trial in completed)
        {
            string? problem = Read(trial, out KnownResult? result);
            if (result is not null)
            {
                results.Add(result);
            }

            firstProblem ??= problem is null ? null : $"trial {trial["id"]} {problem}";
        }

        if (completed.Length == 0)
        {
            _notices.Add($"{path} has no completed trial to start from");
        }
        else if (results.Count == 0)
        {
            throw _experiment.Error(key, $"none of the {completed.Length} completed trials of {path} is in this space ({firstProblem})");
        }
        else if (firstProblem is not null)
        {
            _notices.Add($"{path}: {completed.Length - results.Count} of {completed.Length} completed trials are outside this space and left out ({firstProblem})");
        }

        return results;
    }

    private JObject? Foreign(string location, string key)
    {
        try
        {
            return _formats.Select(format => format.Read(location, _folder)).FirstOrDefault(document => document is not null);
        }
        catch (FormatException e)
        {
            throw _experiment.Error(key, $"{location} {e.Message}");
        }
    }

    private JObject Document(string path, string key)
    {
        string full = Path.GetFullPath(path, _folder);
        try
        {
            // Texts stay texts, even those that look like dates.
            using JsonTextReader reader = new(new StreamReader(full)) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader);
        }
        catch (JsonException e)
        {
            throw new InvalidOptionException($"{_experiment.Path}.{key}", $"{path} is no JSON: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new InvalidOptionException($"{_experiment.Path}.{key}", $"there is no file {full}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidOptionException($"{_experiment.Path}.{key}", $"{full} cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private void RequireSameAim(JObject experiment, string path, string key)
    {
        string direction = _spec.Direction == Direction.Minimize ? "minimize" : "maximize";

        // Other programs' results may have no name for what they measured.
        string metric = experiment["metric"] is null && experiment["direction"] is not null ? "" : $" {experiment["metric"]}";
        string theirs = $"{experiment["direction"]}{metric}";
        if (theirs != $"{direction} {_spec.Metric}" && theirs != direction)
        {
            throw _experiment.Error(key, $"{path} is of another aim: {theirs}, where this experiment is to {direction} {_spec.Metric}");
        }
    }

    // The trial's result, or what is wrong with it, continuing "trial 3 …".
    private string? Read(JObject trial, out KnownResult? result)
    {
        result = null;
        if (Number(trial["value"]) is not { } value || trial["configuration"] is not JObject written)
        {
            return "has no value or no configuration";
        }

        List<KeyValuePair<string, HyperparameterValue>> values = [];
        foreach (Hyperparameter hyperparameter in _spec.Space.Hyperparameters)
        {
            if (written[hyperparameter.Name] is { } token)
            {
                if (Value(token) is not { } found || WrittenValue.For(hyperparameter, found) is not { } native)
                {
                    return $"has {hyperparameter.Name} = {token.ToString(Formatting.None)}, which is no {hyperparameter.Describe()}";
                }

                values.Add(new(hyperparameter.Name, native));
            }
        }

        if (written.Properties().FirstOrDefault(p => !_spec.Space.Hyperparameters.Any(h => h.Name == p.Name)) is { } unknown)
        {
            return $"has {unknown.Name}, which is no hyperparameter of the space";
        }

        Configuration configuration = new(values);
        if (_spec.Space.Problem(configuration) is { } problem)
        {
            return problem;
        }

        result = new KnownResult(configuration, value);
        return null;
    }

    private static double? Number(JToken? token) => token is null || Value(token) is not { IsNumber: true } value ? null : value.AsDouble();

    private static HyperparameterValue? Value(JToken token) => (token as JValue)?.Value switch
    {
        long whole => HyperparameterValue.Of(whole),
        double number when double.IsFinite(number) => HyperparameterValue.Of(number),
        bool flag => HyperparameterValue.Of(flag),
        string text => HyperparameterValue.Of(text),
        _ => null,
    };
}
