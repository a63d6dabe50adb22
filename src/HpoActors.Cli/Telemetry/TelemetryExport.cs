using HpoActors.Files;
using HpoActors.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace HpoActors.Cli.Telemetry;

/// <summary>Sends spans and metrics where <c>telemetry.exporter</c> says, from its start until it is disposed.</summary>
internal sealed class TelemetryExport : IDisposable
{
    // The default buckets are made for milliseconds; ours are seconds.
    private static readonly double[] SecondsBuckets = [0.0001, 0.001, 0.01, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 1800, 3600, 14400];

    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private TelemetryExport(TracerProvider? traces, MeterProvider? metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    public static TelemetryExport Start(TelemetryExporter exporter)
    {
        if (exporter == TelemetryExporter.None)
        {
            return new TelemetryExport(null, null);
        }

        ResourceBuilder resource = ResourceBuilder.CreateDefault().AddService("hpo");
        TracerProviderBuilder traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(HpoTelemetry.Name);
        MeterProviderBuilder metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(HpoTelemetry.Name)
            .AddView(instrument => instrument.Name.EndsWith(".duration", StringComparison.Ordinal)
                ? new ExplicitBucketHistogramConfiguration { Boundaries = SecondsBuckets }
                : null);

        // The console exporter writes to Console.Out, which Program has pointed at standard error.
        return exporter == TelemetryExporter.Console
            ? new TelemetryExport(traces.AddConsoleExporter().Build(), metrics.AddConsoleExporter().Build())
            : new TelemetryExport(traces.AddOtlpExporter().Build(), metrics.AddOtlpExporter().Build());
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }
}
