using System.Diagnostics.Metrics;
using HpoActors.Telemetry;

namespace HpoActors.Benchmarks.Overhead;

/// <summary>Adds up what trainers say of their time.</summary>
internal sealed class TrainerTimes : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();

    public TrainerTimes()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == HpoTelemetry.Name && instrument.Name is "hpo.trainer.busy" or "hpo.trainer.idle")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, seconds, _, _) =>
        {
            lock (_gate)
            {
                if (instrument.Name == "hpo.trainer.busy")
                {
                    Busy += seconds;
                }
                else
                {
                    Idle += seconds;
                }
            }
        });
        _listener.Start();
    }

    /// <summary>Seconds in objectives.</summary>
    public double Busy { get; private set; }

    /// <summary>Seconds between two trials.</summary>
    public double Idle { get; private set; }

    public void Dispose() => _listener.Dispose();
}
