using System.Collections.Concurrent;
using Lakebase.Buffering;
using Lakebase.Connections;
using Lakebase.Flushing;
using Lakebase.Schema;
using Lakebase.Spark;
using Lakebase.SyncedTables.State;
using Npgsql;

namespace Lakebase.SyncedTables.Stage;

/// <summary>
/// A partition's attempt: one connection and one transaction from the first row to the record that it is complete. Batches fill on Spark's
/// thread while the one before is on its way.
/// </summary>
internal sealed class StageSession
{
    /// <summary>Rows per COPY: so many that the round trips between them do not count.</summary>
    private const int BatchRows = 32_768;

    private const long BatchBytes = 8 * 1024 * 1024;

    // A process copies for few tables at a time. Who waits here waits as long as the others get on; a pool gives up.
    private static readonly ConcurrentDictionary<string, StageRoom> Rooms = new(StringComparer.Ordinal);

    private readonly StageTask _task;
    private readonly FlushTransaction _transaction;
    private readonly PooledConnection _connection;
    private readonly FlushLoop _loop;
    private readonly FrameAppender _frames;
    private readonly string _table;
    private readonly CopyStatement _copy;
    private readonly TimeSpan _flushTimeout;
    private readonly StageRoom _room;
    private readonly CancellationToken _cancellation;
    private long _rows;

    private StageSession(
        SourceSchema schema,
        TableMapping mapping,
        LakebaseWriterOptions options,
        StageTask task,
        PooledConnection connection,
        StageRoom room,
        CancellationToken cancellation)
    {
        _task = task;
        _connection = connection;
        _room = room;
        _cancellation = cancellation;
        _flushTimeout = options.FlushTimeout;
        _frames = new FrameAppender(schema);
        _table = options.Table;
        _copy = CopyStatement.IntoOwn(mapping);
        _transaction = new FlushTransaction(connection, options.FlushTimeout);
        FlushLoopSettings settings = new(
            BatchRows, BatchBytes, FlushMode.SizeOrInterval, TimeSpan.FromHours(1), QueueRows: 3 * BatchRows, QueueBytes: 4 * BatchBytes);
        _loop = new FlushLoop(settings, new BatchPool(() => new RowBatch(mapping)), FlushAsync, task.OnFailure, TimeProvider.System);
    }

    /// <summary>Begins an attempt, or returns null: another one has finished the partition.</summary>
    public static async ValueTask<StageSession?> OpenAsync(
        SourceSchema schema, LakebaseWriterOptions options, StageTask task, CancellationToken cancellationToken)
    {
        PooledDataSource source = DataSourceRegistry.Shared.Get(ConnectionSettings.FromProcess.Resolve(options), TimeProvider.System);
        StageRoom room = Rooms.GetOrAdd(source.Identity, _ => new StageRoom(options.MaxConnections, TimeProvider.System));
        await room.EnterAsync(task.Partition, StageRoom.DefaultPatience, cancellationToken).ConfigureAwait(false);
        PooledConnection? connection = null;
        try
        {
            connection = await ConnectAsync(source, cancellationToken).ConfigureAwait(false);
            if (await IsFinishedAsync(connection, task, cancellationToken).ConfigureAwait(false))
            {
                await connection.DisposeAsync().ConfigureAwait(false);
                room.Leave();
                return null;
            }

            TableMapping mapping = await StageMappings.GetAsync(connection, schema, options, cancellationToken).ConfigureAwait(false);
            return new StageSession(schema, mapping, options, task, connection, room, cancellationToken);
        }
        catch
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            room.Leave();
            throw;
        }
    }

    /// <summary>Appends the encoded rows of a frame.</summary>
    public void Append(ReadOnlySpan<byte> rows, int count)
    {
        _rows += count;
        _room.Progress();
        FrameReader reader = new(rows);
        AppendWindow window = BlockingSeam.Wait(_loop.BeginAppendAsync(_cancellation));
        try
        {
            while (true)
            {
                int taken = Math.Min(count, window.RowLimit - window.Batch.RowCount);
                _frames.Append(ref reader, taken, window.Batch);
                count -= taken;
                if (count == 0)
                {
                    break;
                }

                window = BlockingSeam.Wait(_loop.ContinueAppendAsync(_cancellation));
            }
        }
        finally
        {
            _loop.EndAppend();
        }
    }

    /// <summary>Commits all rows and the record of the partition; if another attempt was faster, neither.</summary>
    public async ValueTask CompleteAsync()
    {
        try
        {
            await _loop.CompleteAsync(_cancellation).ConfigureAwait(false);
            NpgsqlBatchCommand record = new($"INSERT INTO {_task.Partitions} (run_id, partition, attempt, rows) VALUES ($1, $2, $3, $4)");
            record.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _task.Run });
            record.Parameters.Add(new NpgsqlParameter<int> { TypedValue = _task.Partition });
            record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _task.Attempt });
            record.Parameters.Add(new NpgsqlParameter<long> { TypedValue = _rows });
            _transaction.Add(record);
            await _transaction.CommitAsync(_cancellation).ConfigureAwait(false);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another attempt of the partition was faster: its rows are there, and these are taken back.
        }
        catch (PostgresException server)
        {
            throw Failure(server);
        }
        finally
        {
            await AbortAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes back what is not committed. Does not throw.</summary>
    public async ValueTask AbortAsync()
    {
        await _loop.AbortAsync().ConfigureAwait(false);
        await _loop.DisposeAsync().ConfigureAwait(false);
        await _transaction.DisposeAsync().ConfigureAwait(false);
        await _connection.DisposeAsync().ConfigureAwait(false);
        _room.Leave();
    }

    private async ValueTask FlushAsync(RowBatch batch, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_flushTimeout);
        FlushRequest request = new(batch, batch.AllRows);
        try
        {
            await _transaction.CopyAsync(_copy, request, request.Steps[0], commits: false, limit.Token).ConfigureAwait(false);
            _room.Progress();
        }
        catch (PostgresException server)
        {
            throw Failure(server);
        }
    }

    // A task that knows the table's columns from the one before is the first to notice.
    private SyncedTableException Failure(PostgresException server) =>
        server.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            ? StageMappings.Gone(_table, server)
            : SyncedTableException.From($"partition {_task.Partition}", "the copy", server);

    private static async ValueTask<PooledConnection> ConnectAsync(PooledDataSource source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.OpenAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException failed)
        {
            source.LearnFrom(failed);
            throw new SyncedTableException(ConnectFailure.Describe(failed, source.Place), failed);
        }
    }

    private static async ValueTask<bool> IsFinishedAsync(
        PooledConnection connection, StageTask task, CancellationToken cancellationToken)
    {
        // A connection that waited in the pool may be dead; the task's next attempt has another one.
        return await connection.Connection.ScalarShortAsync<bool>(
            $"SELECT EXISTS (SELECT FROM {task.Partitions} WHERE run_id = $1 AND partition = $2)",
            cancellationToken,
            task.Run,
            task.Partition).ConfigureAwait(false);
    }
}
