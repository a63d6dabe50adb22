using HpoActors.Core;
using HpoActors.Core.Experiments;
using HpoActors.Core.Objectives;
using HpoActors.TestKit.Simulation;

namespace HpoActors.Bench.Simulations;

/// <summary>
/// Where learning curves and the times of epochs come from: the objective's own training, or the record of an experiment. One for each seed: the objective is made anew.
/// </summary>
internal sealed class CurveSource : IDisposable
{
    public const string Curves = "--curves";
    public const string Durations = "--durations";
    public const string Measured = "measured";

    private readonly string _curves;
    private readonly string _durations;
    private readonly MeasuredTraining? _measured;
    private readonly RecordedTraining? _recordedCurves;
    private readonly RecordedTraining? _recordedDurations;
    private readonly TimeSpan? _epoch;
    private readonly long _seed;

    /// <param name="spec">The experiment.</param>
    /// <param name="factory">Makes its objective.</param>
    /// <param name="curves"><see cref="Measured"/>, or a record's path.</param>
    /// <param name="durations"><see cref="Measured"/>, a record's path, or a time such as <c>1s</c>.</param>
    /// <param name="progress">Takes lines of the objective's preparation.</param>
    /// <exception cref="InvalidOptionException">They do not fit together, or a record is none of this experiment.</exception>
    public CurveSource(ExperimentSpec spec, ObjectiveFactory factory, string curves, string durations, IProgress<string> progress)
    {
        _seed = spec.Seed;
        _curves = curves;
        _durations = durations;
        _epoch = OptionReader.TryDuration(durations, out TimeSpan epoch) ? epoch : null;
        if (durations == Measured && curves != Measured)
        {
            throw new InvalidOptionException(Durations, $"measured goes with {Curves} measured, where the objective is trained; write {Durations} {curves} for the times of the record");
        }

        _recordedCurves = curves == Measured ? null : Read(Curves, curves, spec);
        _recordedDurations = durations == Measured || _epoch is not null ? null : durations == curves ? _recordedCurves : Read(Durations, durations, spec);
        _measured = curves == Measured ? new MeasuredTraining(spec, factory, progress) : null;
    }

    /// <summary>Lines that the user has to see, once all was simulated.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            foreach (string notice in _measured?.Description.Notices ?? [])
            {
                yield return notice;
            }

            if (_recordedCurves is { Inexact: > 0 } curves)
            {
                yield return $"seed {_seed}: {_curves} lacks {curves.Inexact} of {curves.Asked} configurations; the nearest one's learning curve stands in for each";
            }

            if (_recordedDurations is { Inexact: > 0 } durations && durations != _recordedCurves)
            {
                yield return $"seed {_seed}: {_durations} lacks {durations.Inexact} of {durations.Asked} configurations; the nearest one's times stand in for each";
            }

            if (_recordedDurations is { Lanes: > 1 })
            {
                yield return $"{_durations} was recorded with {_recordedDurations.Lanes} lanes a trainer: an epoch lasts as long as that of all lanes together did";
            }
        }
    }

    /// <summary>How an attempt goes.</summary>
    public SimulatedTrial Of(SimulatedAttempt attempt)
    {
        SimulatedTrial trial = _measured?.Of(attempt) ?? Recorded(attempt);
        if (_epoch is { } time)
        {
            return trial with { EpochTime = time, EpochTimes = null };
        }

        if (_recordedDurations?.NearestTo(attempt.Configuration) is { } recorded)
        {
            return trial with { EpochTimes = e => recorded[e - 1].Time };
        }

        return trial;
    }

    public void Dispose() => _measured?.Dispose();

    private static RecordedTraining Read(string option, string path, ExperimentSpec spec)
    {
        string text = RecordFile.Text(option, path);
        try
        {
            return RecordedTraining.Read(spec, text);
        }
        catch (FormatException error)
        {
            throw new InvalidOptionException($"{option} {path}", error.Message, error);
        }
    }

    private SimulatedTrial Recorded(SimulatedAttempt attempt)
    {
        IReadOnlyList<RecordedEpoch> epochs = _recordedCurves!.NearestTo(attempt.Configuration);
        return new SimulatedTrial { Value = e => epochs[e - 1].Value, EpochTimes = e => epochs[e - 1].Time };
    }
}
