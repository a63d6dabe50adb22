using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;
using HpoActors.Files;
using HpoActors.Results;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace HpoActors.TestKit.Simulation;

/// <summary>An experiment that was run before, as the document of <c>hpo run --json</c> or <c>hpo run --record</c> has it.</summary>
internal sealed class ExperimentRecord
{
    private readonly string _document;
    private readonly bool _hasHistory;
    private readonly JObject _experiment;
    private readonly JArray _trials;

    private ExperimentRecord(string document, bool hasHistory, JObject experiment, JArray trials)
    {
        _document = document;
        _hasHistory = hasHistory;
        _experiment = experiment;
        _trials = trials;
    }

    /// <summary>How many trials it has.</summary>
    public int Trials => _trials.Count;

    /// <summary>The most lanes that a trainer had in use at once.</summary>
    public int Lanes => (int?)_experiment["lanes"] ?? 1;

    /// <exception cref="FormatException">The text is no such document.</exception>
    public static ExperimentRecord Read(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        JObject json = Parse(document);
        return json["experiment"] is JObject experiment && json["trials"] is JArray trials
            ? new ExperimentRecord(document, json.ContainsKey("history"), experiment, trials)
            : throw new FormatException("this is no document of hpo run --json: it has no experiment with trials");
    }

    /// <exception cref="FormatException">The record is about another metric.</exception>
    public void RequireMetricOf(ExperimentSpec spec)
    {
        if ($"{_experiment["metric"]}" != spec.Metric)
        {
            throw new FormatException($"the document is about {_experiment["metric"]}, the experiment about {spec.Metric}; simulate with the metric that was recorded");
        }
    }

    /// <exception cref="FormatException">The record is of an experiment that proposes or decides otherwise.</exception>
    public void RequireExperimentOf(ExperimentSpec spec)
    {
        RequireMetricOf(spec);
        Require(spec, "direction", spec.Direction == Direction.Minimize ? "minimize" : "maximize");
        Require(spec, "objective", spec.ObjectiveName);
        Require(spec, "searcher", spec.Searcher.Name);
        Require(spec, "scheduler", spec.Scheduler.Name);
        Require(spec, "seed", $"{spec.Seed}");
    }

    /// <summary>All facts in order.</summary>
    /// <exception cref="FormatException">The document has none.</exception>
    public IReadOnlyList<ExperimentEvent> History() => HistoryDocument.Read(_document);

    /// <summary>What each trial's configuration came to: by its history where there is one, or each epoch with an equal part of the trial's time.</summary>
    /// <exception cref="FormatException">A configuration is not of the space, or no trial reported an epoch.</exception>
    public IEnumerable<(Configuration Configuration, IReadOnlyList<RecordedEpoch> Epochs)> Curves(ExperimentSpec spec)
    {
        if (_hasHistory)
        {
            return CurvesOf(spec, History());
        }

        return _trials.OfType<JObject>().Where(t => t["reports"] is JArray { Count: > 0 } && (double?)t["seconds"] is not null).Select(trial =>
        {
            JArray reports = (JArray)trial["reports"]!;
            TimeSpan each = TimeSpan.FromTicks(Math.Max(1, TimeSpan.FromSeconds((double)trial["seconds"]!).Ticks / reports.Count));
            IReadOnlyList<RecordedEpoch> epochs = [.. reports.Select(r => new RecordedEpoch((double?)r["metrics"]?[spec.Metric] ?? double.NaN, each))];
            return (ConfigurationOf(spec, trial), epochs);
        });
    }

    /// <summary>What each trial's configuration came to by an experiment's facts. What passed until a verdict is the scheduler's time, no epoch's.</summary>
    public static IEnumerable<(Configuration Configuration, IReadOnlyList<RecordedEpoch> Epochs)> CurvesOf(ExperimentSpec spec, IEnumerable<ExperimentEvent> facts)
    {
        SortedList<TrialId, (Configuration Configuration, SortedList<int, RecordedEpoch> Epochs)> trials = [];
        Dictionary<TrialId, DateTimeOffset> last = [];
        foreach (ExperimentEvent fact in facts)
        {
            switch (fact)
            {
                case ExperimentEvents.TrialProposed proposed:
                    trials.Add(proposed.Trial, (proposed.Configuration, []));
                    break;
                case ExperimentEvents.AttemptStarted started:
                    last[started.Trial] = started.At;
                    break;
                case ExperimentEvents.Reported reported:
                    double value = reported.Metrics.TryGet(spec.Metric, out double metric) ? metric : double.NaN;
                    trials[reported.Trial].Epochs[reported.Epoch] = new RecordedEpoch(value, reported.At - last[reported.Trial]);
                    last[reported.Trial] = reported.At;
                    break;
                case ExperimentEvents.VerdictGiven given:
                    last[given.Trial] = given.At;
                    break;
            }
        }

        // One that began with another's checkpoint has no curve of its own.
        return trials.Values.Where(t => t.Epochs.Count > 0 && t.Epochs.Keys[^1] == t.Epochs.Count).Select(t => (t.Configuration, (IReadOnlyList<RecordedEpoch>)[.. t.Epochs.Values]));
    }

    private void Require(ExperimentSpec spec, string key, string expected)
    {
        string recorded = $"{_experiment[key]}";
        if (recorded != expected)
        {
            throw new FormatException($"the document is of another experiment: its {key} is {recorded}, that of {spec.Name} is {expected}");
        }
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
}

/// <summary>An epoch as it was recorded.</summary>
/// <param name="Value">The metric; NaN where there was none.</param>
/// <param name="Time">How long it took.</param>
internal readonly record struct RecordedEpoch(double Value, TimeSpan Time);
