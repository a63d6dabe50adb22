namespace HpoActors.Files;

/// <summary>Where an experiment's spans and metrics go.</summary>
public enum TelemetryExporter
{
    /// <summary>Nowhere: the default, which costs nothing.</summary>
    None,

    /// <summary>To standard error, as text.</summary>
    Console,

    /// <summary>To an OpenTelemetry collector; the usual OTEL_ variables of the environment say where.</summary>
    Otlp,
}
