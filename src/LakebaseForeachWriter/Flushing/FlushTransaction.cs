using Lakebase.Buffering;
using Lakebase.Connections;
using Npgsql;

namespace Lakebase.Flushing;

/// <summary>
/// The transaction of a flush, which knows how few messages it can do with. Statements are queued and go together, in one round trip; those
/// that no other message comes before go with the commit, and then need neither BEGIN nor COMMIT: the server makes one transaction of all
/// that arrives at once. After a commit or a rollback the next statement begins another transaction.
/// </summary>
/// <remarks>Used by one task at a time. Disposal rolls back what is not committed.</remarks>
/// <param name="connection">The connection, with nothing else going on.</param>
/// <param name="timeLimit">How long the try may take; its token ends it, this is for what a token cannot end.</param>
internal sealed class FlushTransaction(PooledConnection connection, TimeSpan timeLimit) : IAsyncDisposable
{
    private readonly List<(NpgsqlBatchCommand Command, bool CountsRows)> _queue = [];

    private readonly List<string> _madeStagingTables = [];

    // Null while no BEGIN was sent, or is on its way with the next message.
    private NpgsqlTransaction? _open;

    /// <summary>The connection.</summary>
    public PooledConnection Connection { get; } = connection;

    /// <summary>
    /// Whether the message that commits may have reached the server. From then on, until its answer is there, a lost connection leaves open
    /// whether the rows are in the table; otherwise they certainly are not.
    /// </summary>
    public bool IsCommitSent { get; private set; }

    /// <summary>Rows that the server said it inserted, updated or deleted since the last <see cref="RollbackAsync"/>.</summary>
    public int AffectedRows { get; private set; }

    /// <summary>Statements that wait for the next message.</summary>
    public int QueuedStatements => _queue.Count;

    /// <summary>Whether a BEGIN was sent, or is on its way.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>Queues a statement; no I/O.</summary>
    /// <param name="command">The statement.</param>
    /// <param name="countsRows">Whether the rows that it changes are counted.</param>
    public void Add(NpgsqlBatchCommand command, bool countsRows = false) => _queue.Add((command, countsRows));

    /// <summary>Queues a statement without parameters; no I/O.</summary>
    public void Add(string sql) => Add(new NpgsqlBatchCommand(sql));

    /// <summary>Sends what is queued and waits for its result; the transaction stays open. One round trip, none if nothing is queued.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        if (_queue.Count > 0)
        {
            await BeginAsync(cancellationToken).ConfigureAwait(false);
            await SendQueueAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is queued, then a COPY of a step's rows. Two round trips, three if something is queued.</summary>
    /// <param name="copySql">The COPY statement, in binary format.</param>
    /// <param name="request">The batch.</param>
    /// <param name="step">The rows.</param>
    /// <param name="commits">Whether the COPY may commit itself if nothing has come before it.</param>
    /// <param name="cancellationToken">Cancels it, on the server too.</param>
    public async ValueTask CopyAsync(
        string copySql, FlushRequest request, WriteStep step, bool commits, CancellationToken cancellationToken)
    {
        bool commitsItself = commits && _open is null && _queue.Count == 0;
        if (!commitsItself)
        {
            await SendAsync(cancellationToken).ConfigureAwait(false);
            await BeginAsync(cancellationToken).ConfigureAwait(false);
        }

        Action? beforeDone = commitsItself ? () => IsCommitSent = true : null;
        await CopyTransfer.SendAsync(Connection, copySql, request.Batch, step, timeLimit, beforeDone, cancellationToken).ConfigureAwait(false);
        IsCommitSent = false;
    }

    /// <summary>Counts rows whose statement does not say how many they are.</summary>
    public void CountRows(int rows) => AffectedRows += rows;

    /// <summary>Remembers a staging table, from the commit on: until then a rollback takes it away again.</summary>
    public void MadeStagingTable(string name) => _madeStagingTables.Add(name);

    /// <summary>Sends what is queued and commits. One round trip, none if there is nothing to commit.</summary>
    public async ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        if (_open is not null)
        {
            Add("COMMIT");
        }

        if (_queue.Count > 0)
        {
            IsCommitSent = true;
            await SendQueueAsync(cancellationToken).ConfigureAwait(false);
            IsCommitSent = false;
        }

        Connection.Session.StagingTables.UnionWith(_madeStagingTables);
        await EndAsync().ConfigureAwait(false);
    }

    /// <summary>Drops what is queued, and nothing else: what was sent stays as it is.</summary>
    public void DropQueue() => _queue.Clear();

    /// <summary>Takes everything back since the last commit.</summary>
    public ValueTask RollbackAsync()
    {
        DropQueue();
        IsCommitSent = false;
        AffectedRows = 0;
        return EndAsync();
    }

    /// <summary>Rolls back what is not committed.</summary>
    public ValueTask DisposeAsync() => EndAsync();

    private async ValueTask BeginAsync(CancellationToken cancellationToken) =>
        _open ??= await Connection.Connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask SendQueueAsync(CancellationToken cancellationToken)
    {
        NpgsqlBatch batch = new(Connection.Connection);
        await using (batch.ConfigureAwait(false))
        {
            foreach ((NpgsqlBatchCommand command, _) in _queue)
            {
                batch.BatchCommands.Add(command);
            }

            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            AffectedRows += _queue.Sum(statement => statement.CountsRows ? (int)statement.Command.Rows : 0);
            _queue.Clear();
        }
    }

    // Disposal asks for a ROLLBACK only where the server has not ended the transaction by itself.
    private async ValueTask EndAsync()
    {
        _madeStagingTables.Clear();
        if (_open is { } ended)
        {
            _open = null;
            await ended.DisposeAsync().ConfigureAwait(false);
        }
    }
}
