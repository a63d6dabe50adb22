using System.Diagnostics;
using HpoActors.Telemetry;

namespace HpoActors.Training;

/// <summary>Counts how long a trainer's thread trained for each experiment, and how long it waited in between.</summary>
internal sealed class BusyTime(string trainer)
{
    private readonly Dictionary<string, long> _lastEnd = [];

    /// <summary>The thread trained from <paramref name="start"/> until now.</summary>
    /// <returns>The seconds.</returns>
    public double Count(string experiment, long start)
    {
        long end = Stopwatch.GetTimestamp();
        double seconds = Stopwatch.GetElapsedTime(start, end).TotalSeconds;
        if (HpoTelemetry.TrainerBusy.Enabled)
        {
            KeyValuePair<string, object?> trainerTag = new(HpoTelemetry.Tags.Trainer, trainer);
            KeyValuePair<string, object?> name = new(HpoTelemetry.Tags.Experiment, experiment);
            HpoTelemetry.TrainerBusy.Add(seconds, trainerTag, name);
            if (_lastEnd.TryGetValue(experiment, out long before))
            {
                HpoTelemetry.TrainerIdle.Add(Stopwatch.GetElapsedTime(before, start).TotalSeconds, trainerTag, name);
            }

            _lastEnd[experiment] = end;
        }

        return seconds;
    }

    /// <summary>The trainer's process trained for so long; how long it waited is not known here.</summary>
    public void Add(string experiment, double seconds) =>
        HpoTelemetry.TrainerBusy.Add(seconds, new KeyValuePair<string, object?>(HpoTelemetry.Tags.Trainer, trainer), new KeyValuePair<string, object?>(HpoTelemetry.Tags.Experiment, experiment));

    public void Forget(string experiment) => _lastEnd.Remove(experiment);
}
