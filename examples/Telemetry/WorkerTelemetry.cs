using Microsoft.Spark.Sql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

[assembly: WorkerStartup(typeof(Telemetry.WorkerTelemetry))]

namespace Telemetry;

/// <summary>Rows are written by the worker processes on the executors, so that is where metrics and spans are collected.</summary>
public sealed class WorkerTelemetry : IDisposable
{
    private readonly MeterProvider _meters = Sdk.CreateMeterProviderBuilder()
        .AddMeter("Lakebase", "Npgsql")
        .AddConsoleExporter((_, reader) => reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 5_000)
        .Build();

    private readonly TracerProvider _spans = Sdk.CreateTracerProviderBuilder().AddSource("Lakebase").Build();

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }
}
