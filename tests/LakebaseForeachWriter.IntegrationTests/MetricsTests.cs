using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Lakebase.Diagnostics;
using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>Metrics belong to the whole process, so these tests run while no other does.</summary>
[CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
public sealed class MetricsCollection;

/// <summary>What dashboards are built on: names, units and tags of the meter <c>Lakebase</c>.</summary>
[Collection(nameof(MetricsTests))]
public sealed class MetricsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Fact]
    public async Task CompleteAsync_Upsert_CountsRowsBatchesReductionsAndLeavesTheQueueEmpty()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = 100;
        options.QueueCapacity = 100;
        using Recorder recorder = new();

        await WriteAsync(Rows, options, Enumerable.Range(0, 250).Select(i => (object?[])[(long)(i / 2), "x"]));

        Assert.Equal(125, recorder.Sum("lakebase.rows.written"));
        Assert.Equal(125, recorder.Sum("lakebase.rows.reduced"));
        Assert.Equal(3, recorder.Count("lakebase.flush.duration"));
        Assert.Equal(0, recorder.Sum("lakebase.queue.rows"));
        Assert.True(recorder.Sum("lakebase.bytes.written") > 0);
        Assert.True(recorder.Count("lakebase.queue.wait") > 0);
        Assert.Contains(recorder.Tags("lakebase.flush.duration"), tags => tags == "mode=Upsert path=unnest-upsert");
    }

    [Fact]
    public async Task CompleteAsync_BatchRefused_CountsItWithItsSqlState()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text NOT NULL)");
        using Recorder recorder = new();

        await Assert.ThrowsAsync<LakebaseWriteException>(() => WriteAsync(Rows, Options("t"), [[1L, null]]));

        Assert.Equal(["mode=Insert sqlstate=23502"], recorder.Tags("lakebase.flush.failures"));
        Assert.Equal(0, recorder.Sum("lakebase.queue.rows"));
    }

    [Fact]
    public async Task CompleteAsync_RowPutAside_CountsItAndNoFailure()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text NOT NULL)");
        LakebaseWriterOptions options = Options("t");
        options.DeadLetterTable = Table("dead");
        using Recorder recorder = new();

        await WriteAsync(Rows, options, [[1L, "x"], [2L, null]]);

        Assert.Equal(["mode=Insert sqlstate=23502"], recorder.Tags("lakebase.rows.dead_lettered"));
        Assert.Equal(1, recorder.Sum("lakebase.rows.dead_lettered"));
        Assert.Equal(1, recorder.Sum("lakebase.rows.written"));
        Assert.Equal(0, recorder.Count("lakebase.flush.failures"));
    }

    [Fact]
    public async Task CompleteAsync_ValuesThatDoNotFit_AreCountedByColumnReasonAndAction()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id smallint, name varchar(2))");
        LakebaseWriterOptions options = Options("t");
        using Recorder recorder = new();
        foreach (InvalidValueHandling handling in (InvalidValueHandling[])[InvalidValueHandling.Fail, InvalidValueHandling.Replace, InvalidValueHandling.Null])
        {
            options.InvalidValues = handling;
            await Record.ExceptionAsync(() => WriteAsync(Rows, options, [[1L, "abc"], [70_000L, "abc"]]));
        }

        Assert.Equal(
            [
                "action=fail column=name reason=too-long",
                "action=null column=id reason=out-of-range", "action=null column=name reason=too-long",
                "action=replace column=id reason=out-of-range", "action=replace column=name reason=too-long",
            ],
            recorder.Tags("lakebase.values.invalid").Order(StringComparer.Ordinal));
        Assert.Equal(1 + 3 + 3, recorder.Sum("lakebase.values.invalid"));
    }

    private sealed class Recorder : IDisposable
    {
        private readonly ConcurrentQueue<(string Name, double Value, string Tags)> _measured = new();
        private readonly MeterListener _listener = new();

        public Recorder()
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
}
