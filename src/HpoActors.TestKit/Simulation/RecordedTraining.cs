using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using static HpoActors.Core.Experiments.ExperimentEvents;

namespace HpoActors.TestKit.Simulation;

/// <summary>What was recorded of an experiment: for each configuration the values and the times of its epochs. Of a configuration that was run twice, the longer record counts.</summary>
internal sealed class RecordedTraining
{
    private readonly Dictionary<Configuration, List<(double Value, TimeSpan Time)>> _curves = [];

    private RecordedTraining()
    {
    }

    public static RecordedTraining Read(ExperimentSpec spec, string document)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(document);
        JObject json = Parse(document);
        if (json["experiment"] is not JObject experiment || json["trials"] is not JArray trials)
        {
            throw new FormatException("this is no document of hpo run --json: it has no experiment with trials");
        }

        if ((string?)experiment["metric"] != spec.Metric)
        {
            throw new FormatException($"the document is about {experiment["metric"]}, the experiment about {spec.Metric}; simulate with the metric that was recorded");
        }

        RecordedTraining recorded = new();
        foreach (JObject trial in trials.OfType<JObject>())
        {
            if (trial["reports"] is JArray { Count: > 0 } reports && (double?)trial["seconds"] is { } seconds)
            {
                TimeSpan each = TimeSpan.FromTicks(Math.Max(1, TimeSpan.FromSeconds(seconds).Ticks / reports.Count));
                recorded.Add(ConfigurationOf(spec, trial), [.. reports.Select(r => ((double?)r["metrics"]?[spec.Metric] ?? double.NaN, each))]);
            }
        }

        return recorded._curves.Count > 0 ? recorded : throw new FormatException("the document has no trial that reported an epoch; record an experiment that trained");
    }

    public static RecordedTraining Read(ExperimentSpec spec, IEnumerable<ExperimentEvent> facts)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(facts);
        Dictionary<TrialId, Configuration> configurations = [];
        Dictionary<TrialId, SortedList<int, (double, TimeSpan)>> curves = [];
        Dictionary<TrialId, DateTimeOffset> last = [];
        foreach (ExperimentEvent fact in facts)
        {
            switch (fact)
            {
                case TrialProposed proposed:
                    configurations.Add(proposed.Trial, proposed.Configuration);
                    curves.Add(proposed.Trial, []);
                    break;
                case AttemptStarted started:
                    last[started.Trial] = started.At;
                    break;
                case Reported reported:
                    curves[reported.Trial][reported.Epoch] =
                        (reported.Metrics.TryGet(spec.Metric, out double value) ? value : double.NaN, reported.At - last[reported.Trial]);
                    last[reported.Trial] = reported.At;
                    break;
                case VerdictGiven given:
                    // What passed until the verdict is the scheduler's time, not the epoch's.
                    last[given.Trial] = given.At;
                    break;
            }
        }

        RecordedTraining recorded = new();
        foreach ((TrialId trial, SortedList<int, (double, TimeSpan)> curve) in curves)
        {
            recorded.Add(configurations[trial], [.. curve.Values]);
        }

        return recorded;
    }

    /// <summary>How an attempt goes, as it was recorded.</summary>
    /// <exception cref="InvalidOperationException">Its configuration or, later, an epoch was not recorded.</exception>
    public SimulatedTrial Of(SimulatedAttempt attempt)
    {
        List<(double Value, TimeSpan Time)> curve = _curves.GetValueOrDefault(attempt.Configuration)
            ?? throw new InvalidOperationException($"the configuration of trial {attempt.Trial}, {attempt.Configuration}, was not recorded; simulate with the space, the searcher and the seed of the record");
        (double Value, TimeSpan Time) At(int epoch) => epoch <= curve.Count
            ? curve[epoch - 1]
            : throw new InvalidOperationException($"{curve.Count} epochs of trial {attempt.Trial} were recorded, and epoch {epoch} is trained; record with scheduler = fifo, which stops nothing");
        return new SimulatedTrial { Value = epoch => At(epoch).Value, EpochTimes = epoch => At(epoch).Time };
    }

    private static JObject Parse(string document)
    {
        try
        {
            // Texts stay texts, even those that look like dates.
            using JsonTextReader reader = new(new StringReader(document)) { DateParseHandling = DateParseHandling.None };
            return JObject.Load(reader);
        }
        catch (JsonException error)
        {
            throw new FormatException($"this is no JSON: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }

    private static Configuration ConfigurationOf(ExperimentSpec spec, JObject trial)
    {
        List<KeyValuePair<string, HyperparameterValue>> values = [];
        foreach (Hyperparameter hyperparameter in spec.Space.Hyperparameters)
        {
            if (trial["configuration"]?[hyperparameter.Name] is { } written)
            {
                HyperparameterValue value = (written as JValue)?.Value switch
                {
                    long whole => HyperparameterValue.Of(whole),
                    double number => HyperparameterValue.Of(number),
                    bool flag => HyperparameterValue.Of(flag),
                    string text => HyperparameterValue.Of(text),
                    _ => throw Wrong(trial, hyperparameter, written),
                };
                values.Add(new(hyperparameter.Name, WrittenValue.For(hyperparameter, value) ?? throw Wrong(trial, hyperparameter, written)));
            }
        }

        return new Configuration(values);
    }

    private static FormatException Wrong(JObject trial, Hyperparameter hyperparameter, JToken written) =>
        new($"trial {trial["id"]} of the document has {hyperparameter.Name} = {written.ToString(Formatting.None)}, which is no {hyperparameter.Describe()}");

    private void Add(Configuration configuration, List<(double, TimeSpan)> curve)
    {
        if (!_curves.TryGetValue(configuration, out List<(double, TimeSpan)>? known) || known.Count < curve.Count)
        {
            _curves[configuration] = curve;
        }
    }
}
