using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lakebase.Diagnostics;

namespace Lakebase.IntegrationTests;

/// <summary>Everything that the process's meter <c>Lakebase</c> says while this is there.</summary>
internal sealed class MetricsRecorder : IDisposable
{
    private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();
    private readonly MeterListener _listener = new();

    public MetricsRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == LakebaseMetrics.SourceName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    public double Sum(string name) => _measured.Where(measurement => measurement.Name == name).Sum(measurement => measurement.Value);

    public int Count(string name) => _measured.Count(measurement => measurement.Name == name);

    public IReadOnlyList<string> Tags(string name) =>
        [.. _measured.Where(measurement => measurement.Name == name).Select(measurement => measurement.Tags).Distinct()];

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => _measured.Enqueue(
        (instrument.Name, value, string.Join(' ', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))));
}
