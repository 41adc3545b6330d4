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
        await ExecuteAsync($"CREATE TABLE {Table("t")} (id bigint PRIMARY KEY, name text)");
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
}
