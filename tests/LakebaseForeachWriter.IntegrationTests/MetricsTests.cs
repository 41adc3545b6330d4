using Lakebase.Schema;
using Lakebase.TestSupport;

namespace Lakebase.IntegrationTests;

/// <summary>What dashboards are built on: names, units and tags of the meter <c>Lakebase</c>.</summary>
[Collection(nameof(WholeProcess))]
public sealed class MetricsTests(PostgresFixture postgres) : WriterTest(postgres)
{
    private static readonly SourceSchema Rows = Schema(("id", Of(SourceTypeKind.Long)), ("name", Of(SourceTypeKind.String)));

    [Fact]
    public async Task CompleteAsync_Upsert_CountsRowsBatchesReductionsAndLeavesTheQueueEmpty()
    {
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text); INSERT INTO {Table("t")} VALUES (0, 'old')");
        LakebaseWriterOptions options = Options("t", WriteMode.Upsert, "id");
        options.BatchSize = 100;
        options.QueueCapacity = 100;
        using MetricsRecorder recorder = new();

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
        using MetricsRecorder recorder = new();

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
        using MetricsRecorder recorder = new();

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
        using MetricsRecorder recorder = new();
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
}
