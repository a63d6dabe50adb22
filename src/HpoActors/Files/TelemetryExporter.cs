namespace HpoActors.Files;

/// <summary>Where an experiment's spans and metrics go.</summary>
public enum TelemetryExporter
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>To standard error, for a look at them.</summary>
    Console,

    /// <summary>To an OpenTelemetry collector.</summary>
    Otlp,
}
