using HpoActors.Core.Experiments;
using HpoActors.Core.Spaces;

namespace HpoActors.TestKit.Simulation;

/// <summary>
/// What was recorded of an experiment: for each configuration the values and the times of its epochs. Of a configuration that was run twice, the longer record counts.
/// </summary>
internal sealed class RecordedTraining
{
    private readonly ExperimentSpec _spec;
    private readonly Dictionary<Configuration, IReadOnlyList<RecordedEpoch>> _curves = [];
    private readonly List<Configuration> _inOrder = [];
    private readonly Dictionary<Configuration, Configuration> _nearest = [];

    private RecordedTraining(ExperimentSpec spec, IEnumerable<(Configuration, IReadOnlyList<RecordedEpoch>)> curves)
    {
        _spec = spec;
        foreach ((Configuration configuration, IReadOnlyList<RecordedEpoch> epochs) in curves)
        {
            if (!_curves.TryGetValue(configuration, out IReadOnlyList<RecordedEpoch>? known))
            {
                _inOrder.Add(configuration);
            }

            if (known is null || known.Count < epochs.Count)
            {
                _curves[configuration] = epochs;
            }
        }
    }

    /// <summary>The most lanes that a trainer had in use at once.</summary>
    public int Lanes { get; private init; } = 1;

    /// <summary>How many configurations were asked for by <see cref="NearestTo"/>.</summary>
    public int Asked => _nearest.Count;

    /// <summary>For how many of them another one stood in.</summary>
    public int Inexact => _nearest.Count(n => !n.Key.Equals(n.Value));

    /// <exception cref="FormatException">The document is none of an experiment with this metric and space.</exception>
    public static RecordedTraining Read(ExperimentSpec spec, string document)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ExperimentRecord record = ExperimentRecord.Read(document);
        record.RequireMetricOf(spec);
        RecordedTraining recorded = new(spec, record.Curves(spec)) { Lanes = record.Lanes };
        return recorded._curves.Count > 0 ? recorded : throw new FormatException("the document has no trial that reported an epoch; record an experiment that trained");
    }

    public static RecordedTraining Read(ExperimentSpec spec, IEnumerable<ExperimentEvent> facts)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(facts);
        return new RecordedTraining(spec, ExperimentRecord.CurvesOf(spec, facts));
    }

    /// <summary>How an attempt goes, as it was recorded.</summary>
    /// <exception cref="InvalidOperationException">Its configuration or, later, an epoch was not recorded.</exception>
    public SimulatedTrial Of(SimulatedAttempt attempt)
    {
        IReadOnlyList<RecordedEpoch> curve = _curves.GetValueOrDefault(attempt.Configuration)
            ?? throw new InvalidOperationException($"the configuration of trial {attempt.Trial}, {attempt.Configuration}, was not recorded; simulate with the space, the searcher and the seed of the record");
        RecordedEpoch At(int epoch) => epoch <= curve.Count
            ? curve[epoch - 1]
            : throw new InvalidOperationException($"{curve.Count} epochs of trial {attempt.Trial} were recorded, and epoch {epoch} is trained; record with scheduler = fifo, which stops nothing");
        return new SimulatedTrial { Value = epoch => At(epoch).Value, EpochTimes = epoch => At(epoch).Time };
    }

    /// <summary>
    /// The epochs of a configuration, or of the nearest one that was trained for as many: by the sum over the hyperparameters of how far apart two values are, as the
    /// share of the prior's mass between them, and 1 where a choice differs or one of them lacks it. Of equally near ones the first in the record.
    /// </summary>
    /// <exception cref="InvalidOperationException">No trial was recorded with so many epochs.</exception>
    public IReadOnlyList<RecordedEpoch> NearestTo(Configuration configuration)
    {
        if (!_nearest.TryGetValue(configuration, out Configuration? nearest))
        {
            int epochs = _spec.EpochsOf(configuration);
            nearest = IsLong(configuration, epochs) ? configuration : _inOrder.Where(c => IsLong(c, epochs)).MinBy(c => Distance(c, configuration));
            _nearest.Add(configuration, nearest ?? throw new InvalidOperationException(
                $"the document has no trial with {epochs} epochs to take a learning curve from; record with scheduler = fifo, which stops nothing, and as many epochs"));
        }

        return _curves[nearest];
    }

    private bool IsLong(Configuration configuration, int epochs) => _curves.TryGetValue(configuration, out IReadOnlyList<RecordedEpoch>? curve) && curve.Count >= epochs;

    private double Distance(Configuration a, Configuration b) => _spec.Space.Hyperparameters.Sum(h =>
        (a.TryGet(h.Name, out HyperparameterValue x), b.TryGet(h.Name, out HyperparameterValue y)) switch
        {
            (false, false) => 0,
            (true, true) => h.IsOrdered ? Math.Abs(h.ToUnit(x).Middle - h.ToUnit(y).Middle) : x.Equals(y) ? 0 : 1,
            _ => 1,
        });
}
