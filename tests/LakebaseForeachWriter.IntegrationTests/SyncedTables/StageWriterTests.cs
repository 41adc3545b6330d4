using Lakebase.IntegrationTests.Faults;
using Lakebase.Schema;
using Lakebase.SparkRows.Frames;
using Lakebase.SyncedTables;
using Lakebase.SyncedTables.Stage;
using Lakebase.SyncedTables.State;
using Lakebase.TestSupport;
using Lakebase.TestSupport.Faults;
using Microsoft.Spark.Sql;
using Microsoft.Spark.Sql.Types;
using Npgsql;

namespace Lakebase.IntegrationTests.SyncedTables;

/// <summary>What tasks of executors copy, driven as their worker does it.</summary>
public class StageWriterTests(PostgresFixture postgres, ServerOfItsOwn server) : IClassFixture<ServerOfItsOwn>
{
    private static readonly StructType Schema = new([new StructField("id", new LongType()), new StructField("name", new StringType())]);

    [Fact]
    public async Task Close_TwoAttemptsOfAPartitionAtOnce_OneOfThemIsThere()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        StageWriter first = NewWriter(run, table, target, attempt: 1);
        StageWriter second = NewWriter(run, table, target, attempt: 2);
        Assert.True(first.Open(0, 0));
        Assert.True(second.Open(0, 0));
        Write(first, "first");
        Write(second, "second");

        first.Close(null);
        second.Close(null);

        Assert.Equal(3, await CheckAsync(target, run, table));
        string? names = await target.Connection.ScalarAsync<string>(
            $"SELECT string_agg(DISTINCT name, ',') FROM {table.ToSql()}", CancellationToken.None);
        Assert.Equal("first", names);
        Assert.False((NewWriter(run, table, target, attempt: 3)).Open(0, 0));
    }

    [Fact]
    public async Task Close_WithAnError_LeavesNothing()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        StageWriter writer = NewWriter(run, table, target, attempt: 1);
        Assert.True(writer.Open(0, 0));
        Write(writer, "a");

        writer.Close(new InvalidOperationException("the task was killed"));

        Assert.Equal(0, await CheckAsync(target, run, table));
    }

    [Fact]
    public async Task Open_RunWasGivenUp_SaysSo()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        await LeftOvers.RemoveAsync(target.Connection, target.State.Metadata, run, CancellationToken.None);
        StageWriter writer = NewWriter(run, table, target, attempt: 1);

        SyncedTableException gone = Assert.Throws<SyncedTableException>(() => writer.Open(0, 0));

        Assert.Contains("is gone: its run was given up", gone.Message, StringComparison.Ordinal);
    }

    // It knows the table's columns from the task before it, and does not look for them again.
    [Fact]
    public async Task Close_RunWasGivenUpSinceTheTaskBefore_SaysSo()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        StageWriter first = NewWriter(run, table, target, attempt: 1);
        Assert.True(first.Open(0, 0));
        Write(first, "a");
        first.Close(null);
        await LeftOvers.RemoveAsync(target.Connection, target.State.Metadata, run, CancellationToken.None);
        StageWriter second = NewWriter(run, table, target, attempt: 2);
        Assert.True(second.Open(1, 0));
        Write(second, "b");

        Exception gone = Assert.ThrowsAny<Exception>(() => second.Close(null));

        Assert.Contains("is gone: its run was given up", gone.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Open_TheServerFallsSilent_EndsWithAnError()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        NpgsqlConnectionStringBuilder settings = new(await postgres.GetConnectionStringAsync());
        await using FaultProxy proxy = new(settings.Host!, settings.Port);
        (settings.Host, settings.Port) = ("127.0.0.1", proxy.Port);
        LakebaseWriterOptions impatient = new()
        {
            ConnectionString = settings.ConnectionString,
            Table = table.ToString(),
            FlushTimeout = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(1),
        };
        StageWriter first = new(Schema, impatient, target.State.Metadata.Partitions, run, firstPartition: 0);
        Assert.True(first.Open(0, 0));
        first.Close(null); // Its connection waits in the pool.

        proxy.Freeze();

        StageWriter next = new(Schema, impatient, target.State.Metadata.Partitions, run, firstPartition: 0);
        await Assert.ThrowsAnyAsync<NpgsqlException>(() => Task.Run(() => next.Open(1, 0), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("DELETE FROM {stage} WHERE id = 1")] // A server that crashed has lost an unlogged table.
    [InlineData("INSERT INTO {stage} VALUES (9, 'x')")]
    [InlineData("DELETE FROM {partitions} WHERE partition = 0")]
    public async Task CheckAsync_NotWhatThePartitionsSay_Throws(string damage)
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid run, QualifiedName table) = await BeginAsync(target);
        for (int partition = 0; partition < 2; partition++)
        {
            StageWriter writer = NewWriter(run, table, target, attempt: partition);
            Assert.True(writer.Open(partition, 0));
            Write(writer, $"{partition}", firstId: partition * 10);
            writer.Close(null);
        }

        Assert.Equal(6, await CheckAsync(target, run, table));
        await target.ExecuteAsync(damage.Replace("{stage}", table.ToSql(), StringComparison.Ordinal)
            .Replace("{partitions}", target.State.Metadata.Partitions, StringComparison.Ordinal));

        SyncedTableException wrong = await Assert.ThrowsAsync<SyncedTableException>(() => CheckAsync(target, run, table));

        Assert.True(wrong.IsTransient);
    }

    // Commits that were answered before they were safe: the record of a partition is lost with its rows, and the one that was being copied
    // meanwhile comes again. What is there by the end, and what is recorded, go together.
    [Fact]
    public async Task CheckAsync_ServerHasLostTheLastPartitionsAndGotTheOthersAgain_Throws()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(await server.GetConnectionStringAsync());
        (Guid run, QualifiedName table) = await BeginAsync(target);
        StageWriter last = NewWriter(run, table, target, attempt: 1);
        Assert.True(last.Open(1, 0));
        Write(last, "lost", firstId: 10);
        last.Close(null);
        await target.ExecuteAsync($"DELETE FROM {target.State.Metadata.Partitions} WHERE run_id = '{run}'");
        await server.KillAndRestartAsync(TestContext.Current.CancellationToken);
        await target.ReconnectAsync();
        Assert.ThrowsAny<NpgsqlException>(() => NewWriter(run, table, target, attempt: 2).Open(0, 0)); // The connection from before.
        StageWriter again = NewWriter(run, table, target, attempt: 3);
        Assert.True(again.Open(0, 0));
        Write(again, "again");
        again.Close(null);

        SyncedTableException lost = await Assert.ThrowsAsync<SyncedTableException>(() => CheckAsync(target, run, table));

        Assert.True(lost.IsTransient);
        Assert.Contains("3 rows, and 3 are there, but perhaps not", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RemoveAsync_NextRun_TakesWhatDeadRunsLeftAndNotWhatAnotherTableUses()
    {
        await using SyncedTarget target = await SyncedTarget.CreateAsync(postgres);
        (Guid dead, QualifiedName left) = await BeginAsync(target);
        await target.ExecuteAsync($"CREATE TABLE {QualifiedName.Of(left.Schema, left.Name + "_fold").ToSql()} ()");
        string load = target.State.Metadata.LoadSchemaOf(dead);
        await target.ExecuteAsync($"CREATE SCHEMA {load}", $"CREATE TABLE {load}.x ()");
        const string Other = "public.other";
        await target.State.DefineAsync(target.Connection, Other, target.Definition, false, CancellationToken.None);
        Guid alive = Guid.NewGuid();
        await target.State.BeginRunAsync(target.Connection, Other, alive, SyncedTableState.OnlineTriggeredUpdate, CancellationToken.None);
        await target.ExecuteAsync(
            $"CREATE TABLE {MetadataSchema.StageOf(target.State.Metadata.Schema, alive).ToSql()} ()",
            $"CREATE SCHEMA {target.State.Metadata.LoadSchemaOf(alive)}",
            $"INSERT INTO {target.State.Metadata.Partitions} VALUES ('{dead}', 0, 1, 1), ('{alive}', 0, 1, 1)",
            $"CREATE SCHEMA {target.State.Metadata.Schema}_load_mine", // Somebody's own.
            $"CREATE TABLE {target.State.Metadata.Schema}.stage_mine ()");

        await LeftOvers.RemoveAsync(target.Connection, target.State.Metadata, target.Layout.Target.ToString(), CancellationToken.None);

        Assert.Equal(
            [
                $"partition of {alive}", $"schema {target.State.Metadata.LoadSchemaOf(alive)}", $"schema {target.State.Metadata.Schema}_load_mine",
                $"table stage_{alive:N}", "table stage_mine",
            ],
            (await target.Connection.QueryAsync(
                $"""
                SELECT 'table ' || relname FROM pg_class
                WHERE relnamespace = '{target.State.Metadata.Schema}'::regnamespace AND relname LIKE 'stage%'
                UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE starts_with(nspname, '{target.State.Metadata.Schema}_load_')
                UNION ALL SELECT 'partition of ' || run_id FROM {target.State.Metadata.Partitions} ORDER BY 1
                """,
                row => row.GetString(0),
                CancellationToken.None)).Order(StringComparer.Ordinal));
    }

    private static async Task<(Guid Run, QualifiedName Table)> BeginAsync(SyncedTarget target)
    {
        Guid run = await target.BeginAsync();
        QualifiedName table = MetadataSchema.StageOf(target.State.Metadata.Schema, run);
        await target.ExecuteAsync($"CREATE UNLOGGED TABLE {table.ToSql()} (id bigint, name text)", StageMark.CreateSql(table));
        return (run, table);
    }

    private static StageWriter NewWriter(Guid run, QualifiedName table, SyncedTarget target, int attempt)
    {
        LakebaseWriterOptions options = new() { ConnectionString = target.ConnectionString, Table = table.ToString() };
        StageWriter writer = new(Schema, options, target.State.Metadata.Partitions, run, firstPartition: 0);
        writer.OnTask(new ForeachTask(_ => { }) { TaskAttemptId = attempt });
        return writer;
    }

    private static void Write(StageWriter writer, string name, int firstId = 0)
    {
        RowEncoder encoder = new(Schema);
        FrameWriter frame = new();
        for (long id = firstId; id < firstId + 3; id++)
        {
            encoder.Write(frame, [id, name]);
        }

        ((IRowFrameWriter)writer).ProcessRows(Schema, frame.WrittenSpan, 3);
    }

    private static Task<long> CheckAsync(SyncedTarget target, Guid run, QualifiedName table) => LoadedPartitions.CheckAsync(
        target.Connection, target.State.Metadata, target.Layout.Target.ToString(), run, table, CancellationToken.None).AsTask();
}
